"""What one student handed in, before anybody has looked into it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.intake.tree import Entry, File, Folder
from grader.submission import NOBODY_KNOWN, Student

SOURCES = (".py", ".ipynb")
HANDED_IN = (*SOURCES, ".zip")
"""The kinds of files that can be, or hold, a submission."""


@dataclass(frozen=True)
class HandedIn:
    """All that one student handed in. `origin` is where it lies, and no two have the same.

    `superseded` names files that a newer one has taken the place of; `is_late` is what the platform
    says.
    """

    name: str
    origin: str
    folder: Folder
    student: Student = NOBODY_KNOWN
    superseded: tuple[str, ...] = ()
    is_late: bool = False


@dataclass(frozen=True)
class Sorted:
    """What everybody handed in; what belongs to nobody; and what else there is to say."""

    handed_in: tuple[HandedIn, ...]
    strays: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def kind(name: str) -> str:
    """A file's ending, in lower case, with its dot."""
    return PurePosixPath(name).suffix.lower()


def is_handed_in(entry: Entry) -> bool:
    """Whether it can be a submission by itself; a link is one, so that its refusal is seen."""
    if isinstance(entry, File):
        return bool(entry.problem) or kind(entry.name) in HANDED_IN
    return not entry.name.startswith(".")
