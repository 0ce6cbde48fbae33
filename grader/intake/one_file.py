"""The one file that a student checks: a Python file, or a notebook."""

from __future__ import annotations

from pathlib import Path

from grader.errors import BadInput
from grader.intake.notebook import LARGEST_NOTEBOOK, python_of
from grader.intake.tree import Refused
from grader.submission import Submission

NOTEBOOK = ".ipynb"


def read_one(path: Path) -> Submission:
    """The submission in a file, named after it. Raises BadInput where there is nothing to run."""
    if path.suffix.lower() != NOTEBOOK or not path.is_file():
        return Submission.read(path)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_NOTEBOOK + 1)
        if len(content) > LARGEST_NOTEBOOK:
            raise Refused(f"{path.name} is larger than {LARGEST_NOTEBOOK // 2**20} MB.")
        return Submission(path.stem, python_of(content))
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read: {error.strerror}.") from error
    except Refused as refusal:
        raise BadInput(str(refusal), "Hand in the filled-in student_template.ipynb.") from refusal
