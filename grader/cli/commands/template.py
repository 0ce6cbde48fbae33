"""`template`: make the hand-out of the reference, in every language."""

from __future__ import annotations

from grader.core.files import write_whole
from grader.core.language import languages
from grader.goldens.store import REFERENCE
from grader.handout.notebook import make_notebook
from grader.handout.template import make_template, template_name


def write_template() -> int:
    """Write `student_template.py`, `student_template_zh.py`, … beside the reference.

    Gives the exit status. Raises BadInput.
    """
    reference = REFERENCE.read_text("utf-8")
    for language in languages():
        path = REFERENCE.with_name(template_name(language))
        template = make_template(reference, language)
        write_whole(path, template)
        print(f"{path} is made of {REFERENCE.name}.")
        notebook = path.with_suffix(".ipynb")
        write_whole(notebook, make_notebook(template, notebook.name, language))
        print(f"{notebook} is made of {path.name}.")
    return 0
