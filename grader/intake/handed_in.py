"""What one student handed in, before anything has looked into it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
import re

from grader.core.student import NOBODY_KNOWN, Student
from grader.core.text import Message
from grader.intake.tree import Entry, File, Folder

SOURCES = (".py", ".ipynb")
ARCHIVES = (
    *(".zip", ".7z", ".rar", ".tar"),
    *(".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".tbz2", ".txz"),
)
HANDED_IN = (*SOURCES, *ARCHIVES)
"""The kinds of files that can be, or hold, a submission."""

TEXT_TYPED = "onlinetext.html"
LINK_TYPED = "onlinelink.html"
"""What was entered on the platform's own page, as a file."""

_DISGUISED = re.compile(
    r"(?P<stem>.*)(?P<kind>\.py(?=\.txt)|\.ipynb(?=\.txt|\.json))\.\w+", re.I | re.S
)
"""Windows hides extensions, so editors and browsers add their own: student_template.py.txt."""


@dataclass(frozen=True)
class Label:
    """What the names of one student's files say. `origin` is their path, and no two are the same.

    `superseded` names files that a newer one has taken the place of; those with the same `together`
    handed in one and the same work.
    """

    name: str
    origin: str
    student: Student = NOBODY_KNOWN
    superseded: tuple[str, ...] = ()
    together: str = ""


@dataclass(frozen=True)
class HandedIn:
    """All that one student handed in."""

    label: Label
    folder: Folder


@dataclass(frozen=True)
class Sorted:
    """What everybody handed in; what belongs to nobody; and what else there is to say."""

    handed_in: tuple[HandedIn, ...]
    strays: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()


def kind(name: str) -> str:
    """A file's own ending, in lower case, with its dot; both of `.tar.gz`."""
    match = _DISGUISED.fullmatch(name)
    return match["kind"].lower() if match else _ending(name).lower()


def is_disguised(name: str) -> bool:
    """Whether another extension was added to the real one."""
    return _DISGUISED.fullmatch(name) is not None


def stem(name: str) -> str:
    """A file's name without the extension that `kind` gives."""
    match = _DISGUISED.fullmatch(name)
    return match["stem"] if match else PurePosixPath(name).name.removesuffix(_ending(name))


def _ending(name: str) -> str:
    two = "".join(PurePosixPath(name).suffixes[-2:])
    return two if two.lower() in ARCHIVES else PurePosixPath(name).suffix


def is_handed_in(entry: Entry) -> bool:
    """Whether it can be a submission by itself; links count, so that their refusal is reported."""
    if isinstance(entry, File):
        return bool(entry.problem) or kind(entry.name) in HANDED_IN
    return not entry.name.startswith(".")
