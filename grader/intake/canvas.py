"""The download of Canvas, Assignment > Download Submissions: all that it knows is in the names.

Written by instructure/canvas-lms, lib/content_zipper.rb: name, _LATE where it is, the student's
number, the file's number, and its name: doejane_LATE_12345_67890_student_template.py. Where
students are anonymous there is "anon" and a few letters in place of name and number. The name is
in lower case and never has a number between underscores, so the first such pair is the right one.
A file that is handed in again gets -1, -2 at the end of its name (Attachment.make_unique_filename).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
import re
import unicodedata

from grader.core.submission import Student
from grader.intake.handed_in import HANDED_IN, HandedIn, Label, Sorted, is_handed_in, kind
from grader.intake.names import listed
from grader.intake.tree import Bundle, Entry, File

MOST_OTHERS = 5
"""One file in so many may be named otherwise: somebody put it there."""

_NAMED = re.compile(r"(?P<who>.+?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<number>\d+)_(?P<file>.+)", re.S)
_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<who>anon)_(?P<id>[A-Za-z0-9]+)_(?P<number>\d+)_(?P<file>.+)", re.S
)
_AGAIN = re.compile(r"(?P<first>.+)-(?P<time>\d{1,3})", re.S)


@dataclass(frozen=True)
class _Attachment:
    """A file of a download, and what its name says. `time` counts how often it came again."""

    file: File
    who: str
    id: str
    is_late: bool
    number: int
    called: str
    time: int

    @property
    def original(self) -> File:
        """The file under the name that the student gave it."""
        return File(self.called, self.file.read, self.file.problem)


def sort_canvas(entries: Sequence[Entry]) -> tuple[Sorted, tuple[Entry, ...]] | None:
    """The submissions by student, and what is named otherwise though it may be a submission.

    None where this is no download of Canvas. Others number their files, too: so nearly every file
    must be named in this way, with a number of its own.
    """
    found = [each for entry in entries if (each := _attachment(entry)) is not None]
    rest = [entry for entry in entries if _attachment(entry) is None]
    others = tuple(each for each in rest if is_handed_in(each))
    numbers = {each.number for each in found}
    if not found or (len(others) + len(found) - len(numbers)) * MOST_OTHERS > len(found):
        return None
    students: dict[tuple[str, str], list[_Attachment]] = {}
    for each in found:
        students.setdefault((each.who, each.id), []).append(each)
    return Sorted(
        tuple(_of_student(own) for own in students.values()),
        tuple(entry.name for entry in rest if not is_handed_in(entry)),
        (_on_others([each.name for each in others]),) if others else (),
    ), others


def _on_others(names: Sequence[str]) -> str:
    return (
        f"These files do not have names from Canvas, so their owners are unknown: {listed(names)}. "
        "Each is marked under its own name."
    )


def _of_student(own: Sequence[_Attachment]) -> HandedIn:
    newest: dict[str, _Attachment] = {}
    for each in sorted(own, key=lambda one: (one.time, one.number)):
        newest[each.called] = each
    kept = sorted(newest.values(), key=lambda one: (kind(one.called) in HANDED_IN, one.number))
    last, marked = kept[-1], {each.file.name for each in kept}
    # The student's alone, and no file's: so who hands in again keeps the row, and what was changed
    # in it. The export for Canvas finds the student by the number.
    name = f"{last.who}_{last.id}"
    label = Label(
        name=name,
        origin=last.file.name,
        student=Student(name="" if last.who == "anon" else last.who, id=last.id),
        superseded=tuple(each.file.name for each in own if each.file.name not in marked),
        is_late=any(each.is_late for each in kept),
    )
    return HandedIn(label, Bundle(name, tuple(each.original for each in kept)))


def _attachment(file: Entry) -> _Attachment | None:
    if not isinstance(file, File):
        return None
    match = _ANONYMOUS.fullmatch(file.name) or _NAMED.fullmatch(file.name)
    if match is None or match["who"] != match["who"].lower() or not _is_word(match["who"]):
        return None
    called = PurePosixPath(match["file"])
    again = _AGAIN.fullmatch(called.stem)
    return _Attachment(
        file,
        match["who"],
        match["id"],
        match["late"] is not None,
        int(match["number"][-18:]),
        f"{again['first']}{called.suffix}" if again else called.name,
        int(again["time"]) if again else 0,
    )


def _is_word(text: str) -> bool:
    """Whether it is all of Ruby's [[:word:]]: unlike Python's, that has the marks which Hindi,
    Thai and many other scripts put on letters, and the joiners between them."""
    return all(
        each == "_"
        or each.isalnum()
        or each in "\u200c\u200d"
        or unicodedata.category(each)[0] == "M"
        for each in text
    )
