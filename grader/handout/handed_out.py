"""What students begin with: the template and the notebook, in every language."""

from __future__ import annotations

from grader.core.language import languages
from grader.core.subject import Subject
from grader.handout.notebook import make_notebook
from grader.handout.template import make_template, template_name
from grader.intake.candidates import TEMPLATE


def templates(subject: Subject) -> dict[str, bytes]:
    """Each template and notebook by its file name, made of the reference. Raises BadInput."""
    made: dict[str, str] = {}
    for language in languages():
        name = template_name(language)
        made[name] = make_template(subject, language)
        notebook = name.replace(".py", ".ipynb")
        made[notebook] = make_notebook(made[name], subject, language)
    return {name: text.encode() for name, text in made.items()}


def templates_here(subject: Subject) -> dict[str, bytes]:
    """The same; on a platform's machine, which has no reference, the files that lie there."""
    if subject.reference.exists():
        return templates(subject)
    files = subject.reference.parent.glob(f"{TEMPLATE}*")
    return {file.name: file.read_bytes() for file in files if file.suffix in (".py", ".ipynb")}
