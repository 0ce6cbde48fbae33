"""The download of Blackboard Learn, Grade Center > Assignment File Download.

Each file is named after the assignment, the user's name, and when the attempt was handed in:
"Lab 3_jdoe_attempt_2026-11-20-23-58-07_student_template.py". Beside an attempt's files lies a text
with nothing behind the time, "Lab 3_jdoe_attempt_2026-11-20-23-58-07.txt", which says the student's
name in its first line: "Name: Jane Doe (jdoe)". What was typed into the page is in that text alone.
Anthology has published no description; public tools that read it agree on this much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
import re

from grader.core.student import Student
from grader.intake.handed_in import TEXT_TYPED, HandedIn, Label
from grader.intake.times import in_iso
from grader.intake.tree import Bundle, Entry, File, Refused

LARGEST_TEXT = 1024 * 1024
LONGEST_LINE = 500

_NAME = re.compile(
    r".+?_(?P<who>[^_]+)_attempt_(?P<at>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)", re.S
)
"""The first of such parts counts: what follows is the student's, who may have written another."""

_FULL_NAME = re.compile(r"\ufeff?Name:[ \t]*(?P<name>[^\r\n]*?)[ \t]*\((?P<who>[^()\r\n]*)\)")


@dataclass(frozen=True)
class _Piece:
    """A file of an attempt; `called` is empty for the text on it."""

    file: File
    at: str
    called: str


def sort_blackboard(entries: Sequence[Entry]) -> tuple[tuple[HandedIn, ...], tuple[Entry, ...]]:
    """The submissions by student, and the entries that are not named in this way."""
    students: dict[str, list[_Piece]] = {}
    others: list[Entry] = []
    for entry in entries:
        match = _NAME.fullmatch(entry.name) if isinstance(entry, File) else None
        if match is None or not isinstance(entry, File):
            others.append(entry)
        else:
            piece = _Piece(entry, match["at"], match["file"] or "")
            students.setdefault(match["who"], []).append(piece)
    return tuple(_of_student(who, own) for who, own in students.items()), tuple(others)


def _of_student(who: str, own: Sequence[_Piece]) -> HandedIn:
    """The last attempt: its day and time sort as text."""
    attempts = sorted({piece.at for piece in own})
    last = [piece for piece in own if piece.at == attempts[-1]]
    files = [File(each.called, each.file.read, each.file.problem) for each in last if each.called]
    texts = [piece.file for piece in last if not piece.called]
    if not files:
        files = [File(TEXT_TYPED, text.read, text.problem) for text in texts]
    student = Student(
        id=who,
        name=next((name for text in texts if (name := _full_name(text, who))), None),
        attempt=len(attempts) if len(attempts) > 1 else None,
        handed_in_at=in_iso(attempts[-1]),
    )
    superseded = tuple(each.file.name for each in own if each.at != attempts[-1] and each.called)
    label = Label(who, last[0].file.name, student, superseded)
    return HandedIn(label, Bundle(who, tuple(files)))


def _full_name(text: File, who: str) -> str:
    """The name in the first line; empty where it is not there, or is another student's."""
    try:
        content = text.read(LARGEST_TEXT).decode("utf-8", "replace")
    except Refused:
        return ""
    match = _FULL_NAME.match(content.partition("\n")[0][:LONGEST_LINE])
    return match["name"] if match and match["who"] == who else ""
