"""The download of Canvas, Assignment > Download Submissions: everything it knows is in the names.

Written by instructure/canvas-lms, lib/content_zipper.rb: name, _LATE where it is, the student's
number, the file's number, and its name: doejane_LATE_12345_67890_student_template.py. Where
students are anonymous there is "anon" and a few letters in place of name and number. The name is
in lower case and never has a number between underscores, so the first such pair is the right one.
What was typed on the page, or an address, has no file's number: doejane_12345_text.html.
A file that is handed in again gets -1, -2 at the end of its name (Attachment.make_unique_filename).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
import re
import unicodedata

from grader.core.student import Student
from grader.core.text import Message
from grader.intake.candidates import TEMPLATE
from grader.intake.handed_in import (
    HANDED_IN,
    LINK_TYPED,
    TEXT_TYPED,
    HandedIn,
    Label,
    Sorted,
    is_handed_in,
    kind,
    stem,
)
from grader.intake.names import listed
from grader.intake.tree import Bundle, Entry, File

MOST_OTHERS = 5
"""One in this many files may have another kind of name, because somebody added it."""

_NAMED = re.compile(r"(?P<who>.+?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<number>\d+)_(?P<file>.+)", re.S)
_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<who>anon)_(?P<id>[A-Za-z0-9]+)_(?P<number>\d+)_(?P<file>.+)", re.S
)
_TYPED = re.compile(r"(?P<who>.+?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<kind>text|link)\.html", re.S)
_ANONYMOUSLY_TYPED = re.compile(
    r"(?P<late>LATE_)?(?P<who>anon)_(?P<id>[A-Za-z0-9]+)_(?P<kind>text|link)\.html", re.S
)
_AGAIN = re.compile(r"(?P<first>.+)-(?P<time>\d{1,3})", re.S)


@dataclass(frozen=True)
class _Attachment:
    """A file of a download, and what its name says.

    `number` is the file's, 0 where it has none. `time` counts how often it came again.
    """

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
    """The submissions by student, and files with other names that may be submissions.

    None where this is not a download of Canvas. Others number their files, too, so nearly every
    file must be named in this way, with its own number.
    """
    found = [each for entry in entries if (each := _attachment(entry)) is not None]
    rest = [entry for entry in entries if _attachment(entry) is None]
    others = tuple(each for each in rest if is_handed_in(each))
    numbers = Counter(each.number for each in found if each.number)
    doubled = sum(times - 1 for times in numbers.values())
    if not numbers or (len(others) + doubled) * MOST_OTHERS > len(found):
        return None
    students: dict[str, list[_Attachment]] = {}
    for each in found:
        students.setdefault(each.id, []).append(each)
    return Sorted(
        tuple(_of_student(own) for own in students.values()),
        tuple(entry.name for entry in rest if not is_handed_in(entry)),
        (_on_others([each.name for each in others]),) if others else (),
    ), others


def _on_others(names: Sequence[str]) -> Message:
    return Message(
        "These files do not have names from Canvas, so their owners are unknown: {names}. "
        "Each is marked under its own name.",
        names=listed(names),
    )


def _of_student(own: Sequence[_Attachment]) -> HandedIn:
    newest: dict[str, _Attachment] = {}
    for each in sorted(own, key=lambda one: (one.time, one.number)):
        newest[each.called] = each
    kept = sorted(newest.values(), key=lambda one: (kind(one.called) in HANDED_IN, one.number))
    last, marked = kept[-1], {each.file.name for each in kept}
    # The name is the student's number alone: it stays when the student is renamed, hands in again
    # or adds a file, and with it the row and all that was changed in it.
    label = Label(
        name=last.id,
        origin=last.file.name,
        student=Student(
            id=last.id,
            name=f"anon {last.id}" if last.who == "anon" else last.who,
            attempt=_attempt(kept),
            late=any(each.is_late for each in kept),
        ),
        superseded=tuple(each.file.name for each in own if each.file.name not in marked),
    )
    return HandedIn(label, Bundle(last.id, tuple(each.original for each in kept)))


def _attempt(kept: Sequence[_Attachment]) -> int | None:
    """Which attempt it is, if the hand-out's own name says so: others end in numbers, too."""
    times = [each.time for each in kept if stem(each.called).startswith(TEMPLATE)]
    return max(times, default=0) + 1 if any(times) else None


def _attachment(file: Entry) -> _Attachment | None:
    if not isinstance(file, File):
        return None
    uploaded = _ANONYMOUS.fullmatch(file.name) or _NAMED.fullmatch(file.name)
    match = uploaded or _ANONYMOUSLY_TYPED.fullmatch(file.name) or _TYPED.fullmatch(file.name)
    if match is None or match["who"] != match["who"].lower() or not _is_word(match["who"]):
        return None
    who, id_, is_late = match["who"], match["id"], match["late"] is not None
    if uploaded is None:
        called = TEXT_TYPED if match["kind"] == "text" else LINK_TYPED
        return _Attachment(file, who, id_, is_late, 0, called, 0)
    name, number = match["file"], int(match["number"][-18:])
    again = _AGAIN.fullmatch(stem(name))
    if again is None:
        return _Attachment(file, who, id_, is_late, number, PurePosixPath(name).name, 0)
    called = f"{again['first']}{name.removeprefix(stem(name))}"
    return _Attachment(file, who, id_, is_late, number, called, int(again["time"]))


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
