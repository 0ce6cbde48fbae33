"""The download of Moodle, Assignment > Download all submissions.

Written by moodle/moodle, mod/assign/classes/downloader.php: the student's full name, underscores
made spaces, a number, the kind of submission: "Jane Doe_1234567_assignsubmission_file", with a _ at
the end in some versions. That is a folder, or what each file's name begins with, as the teacher
prefers. Where marking is blind the name is "Participant"; a group's is the group's. The number is
the participant's in this assignment, not the user's. What was typed into the browser lies in a
folder of its own, "…_assignsubmission_onlinetext".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
import re

from grader.core.student import Student
from grader.intake.handed_in import HandedIn, Label
from grader.intake.tree import Bundle, Entry, File, Folder

_NAME = re.compile(
    r"(?P<who>[^_]*)_(?P<id>\d+)_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<file>.*))?",
    re.S,
)


def sort_moodle(entries: Sequence[Entry]) -> tuple[tuple[HandedIn, ...], tuple[Entry, ...]]:
    """The submissions by student, and the entries that are not named in this way."""
    students: dict[str, list[_Part]] = {}
    others: list[Entry] = []
    for entry in entries:
        match = _NAME.fullmatch(entry.name)
        if match is None or (isinstance(entry, File) and not (match["file"] or entry.problem)):
            others.append(entry)
        else:
            part = _Part(entry, match["who"], match["file"] or entry.name)
            students.setdefault(match["id"], []).append(part)
    names = {part.who for own in students.values() for part in own}
    are_blind = (len(names) == 1 < len(students)) or names == {"Participant"}
    handed_in = (_of_student(id_, own, is_blind=are_blind) for id_, own in students.items())
    return tuple(handed_in), tuple(others)


@dataclass(frozen=True)
class _Part:
    """A folder or a file of a student, and what the file was called."""

    entry: Entry
    who: str
    called: str


def _of_student(id_: str, own: Sequence[_Part], *, is_blind: bool) -> HandedIn:
    """All that is of one number: it stays when the student is renamed, and so names the row.

    Where marking is blind all have one name, "Participant" in some language.
    """
    name = f"{own[0].who} {id_}" if is_blind else own[0].who
    files: list[File] = []
    folders: list[Folder] = []
    for part in own:
        if isinstance(part.entry, File):
            files.append(File(part.called, part.entry.read, part.entry.problem))
        else:
            folders.append(part.entry)
    label = Label(id_, own[0].entry.name, Student(id=id_, name=name))
    return HandedIn(label, Bundle(id_, tuple(files), tuple(folders)))
