"""What students begin with: the template and the notebook, in every language."""

from __future__ import annotations

from grader.core.handout import Handout
from grader.core.language import languages
from grader.handout.notebook import make_notebook
from grader.handout.template import make_template, template_name
from grader.intake.choice import TEMPLATE


def templates(handout: Handout) -> dict[str, bytes]:
    """Each template and notebook by its file name, made of the reference. Raises BadInput."""
    made: dict[str, str] = {}
    for language in languages():
        name = template_name(language)
        made[name] = make_template(handout, language)
        notebook = name.replace(".py", ".ipynb")
        made[notebook] = make_notebook(made[name], notebook, handout, language)
    return {name: text.encode() for name, text in made.items()}


def templates_here(handout: Handout) -> dict[str, bytes]:
    """The same; on a platform's machine, which has no reference, the files that lie there."""
    if handout.reference.exists():
        return templates(handout)
    files = handout.reference.parent.glob(f"{TEMPLATE}*")
    return {file.name: file.read_bytes() for file in files if file.suffix in (".py", ".ipynb")}
