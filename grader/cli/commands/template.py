"""`template`: make the hand-out of the reference, in every language."""

from __future__ import annotations

from pathlib import Path

from grader.core.assignment import Assignment
from grader.core.files import write_whole
from grader.core.language import languages
from grader.core.subject import find_subject
from grader.handout.notebook import make_notebook
from grader.handout.template import make_template, template_name


def write_template(assignment: Path) -> int:
    """Write `student_template.py`, `student_template_zh.py`, … beside the reference.

    Gives the exit status. Raises BadInput.
    """
    read = Assignment.read(assignment)
    path_of_reference = find_subject(read.subject, read.source.parent).reference
    reference = path_of_reference.read_text("utf-8")
    for language in languages():
        path = path_of_reference.with_name(template_name(language))
        template = make_template(reference, language)
        write_whole(path, template)
        print(f"{path} is made of {path_of_reference.name}.")
        notebook = path.with_suffix(".ipynb")
        write_whole(notebook, make_notebook(template, notebook.name, language))
        print(f"{notebook} is made of {path.name}.")
    return 0
