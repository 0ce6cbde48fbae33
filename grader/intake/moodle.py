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
import re

from grader.core.submission import Student
from grader.intake.handed_in import HandedIn, Label
from grader.intake.tree import Bundle, Entry, File, Folder

_NAME = re.compile(
    r"(?P<who>[^_]*)_(?P<id>\d+)_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<file>.*))?",
    re.S,
)


def sort_moodle(entries: Sequence[Entry]) -> tuple[tuple[HandedIn, ...], tuple[Entry, ...]]:
    """The submissions by student, and the entries that are not named in this way."""
    students: dict[tuple[str, str], list[tuple[Entry, str]]] = {}
    others: list[Entry] = []
    for entry in entries:
        match = _NAME.fullmatch(entry.name)
        if match is None or (isinstance(entry, File) and not (match["file"] or entry.problem)):
            others.append(entry)
        else:
            own = students.setdefault((match["who"], match["id"]), [])
            own.append((entry, match["file"] or entry.name))
    return tuple(_of_student(*student, own) for student, own in students.items()), tuple(others)


def _of_student(who: str, id_: str, own: Sequence[tuple[Entry, str]]) -> HandedIn:
    files = [File(called, e.read, e.problem) for e, called in own if isinstance(e, File)]
    folders: list[Folder] = [entry for entry, _ in own if not isinstance(entry, File)]
    # The export for Moodle finds the student by such a name.
    name = f"{who}_{id_}_assignsubmission_file"
    bundle = Bundle(name, tuple(files), tuple(folders))
    return HandedIn(Label(name, own[0][0].name, Student(name=who, id=id_)), bundle)
