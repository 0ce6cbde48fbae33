"""`template`: make the templates and notebooks of the reference, in every language."""

from __future__ import annotations

from pathlib import Path

from grader.core.assignment import Assignment
from grader.core.files import write_whole
from grader.handout.handed_out import templates


def write_templates(assignment: Path) -> int:
    """Write the templates and notebooks in every language, beside the reference.

    Returns the exit status. Raises BadInput.
    """
    subject = Assignment.read(assignment).subject
    for name, data in templates(subject).items():
        path = subject.reference.with_name(name)
        write_whole(path, data)
        print(f"{path} is made of {subject.reference.name}.")
    return 0
