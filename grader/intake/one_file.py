"""The one file that a student checks: a Python file or a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.submission import Submission
from grader.core.text import Message
from grader.intake.choice import Choice
from grader.intake.handed_in import SOURCES, kind, stem
from grader.intake.reader import Reader
from grader.intake.tree import Refused

REMEDY = Message("Hand in the filled-in student_template.py.")


def read_one(path: Path) -> Submission:
    """The submission in a file, named after it. Raises BadInput where there is nothing to run.

    No link is followed, as with everything that is handed in: people other than the author check
    files, too.
    """
    if path.is_symlink():
        raise BadInput(
            Message("{name} is a link, and links are not followed.", name=path.name),
            Message("Name the file that it leads to."),
        )
    if not path.is_file() or kind(path.name) == ".py":  # a Python file is not parsed here
        return Submission.read(path, stem(path.name))
    if kind(path.name) not in SOURCES:
        raise BadInput(
            Message("{name} is not a Python file, and not a notebook.", name=path.name), REMEDY
        )
    try:
        with Reader(path, "one") as reader:
            (label,) = reader.listing().labels
            choice = reader.choose(label, ())
            return Submission(label.name, choice.source, choice.problem)
    except Refused as refusal:
        raise BadInput(
            refusal.why, Message("Hand in the filled-in student_template.ipynb.")
        ) from refusal


def choose_one(folder: Path, functions: Sequence[str]) -> Choice:
    """The submission in a student's folder, as `grade` would choose it. Raises Refused."""
    with Reader(folder, "one") as reader:
        (label,) = reader.listing().labels
        return reader.choose(label, functions)
