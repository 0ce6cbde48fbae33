"""The export of Gradescope, Review Grades > Export Submissions: folders and their owners.

Beside the folders lies `submission_metadata.yml`, written by Ruby, with symbols for keys:

    submission_123456:
      :submitters:
      - :name: Jane Doe
        :sid: '100200'
        :email: jane@example.org
      :created_at: 2024-05-01 12:00:00.000000000 Z

Gradescope has published no description; public tools that read it agree on this much. All else in
it (scores, results, history) is indented further and passed over: what stands in a student's
results can therefore not pose as a submitter, and no YAML library, with all that YAML can do,
needs to read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
import io
import json
import re

from grader.core.student import NOBODY_KNOWN, Student
from grader.core.text import Message
from grader.intake.handed_in import HandedIn, Label, Sorted
from grader.intake.names import listed, shown
from grader.intake.times import in_iso
from grader.intake.tree import Entry, File

METADATA = "submission_metadata.yml"
LARGEST_METADATA = 64 * 1024 * 1024
"""Bytes; it holds the results of every autograder run."""

_FOLDER = re.compile(r"(?P<key>[^\s:#'\"-][^:]*|'[^']*'|\"[^\"]*\"):\s*")
_SECTION = re.compile(r"  (?P<key>:\w+):.*")
_CREATED = re.compile(r"  :created_at:(?P<value>.*)")
_FIELD = re.compile(r"  (?P<begins>-| ) :(?P<key>name|sid|email):(?P<value>.*)")


def metadata_of(entries: Sequence[Entry]) -> File | None:
    """The metadata among what lies in a folder, if it is there."""
    return next((e for e in entries if isinstance(e, File) and e.name == METADATA), None)


def sort_gradescope(entries: Sequence[Entry], metadata: File) -> Sorted:
    """The submissions, one for each who handed it in together. Raises Refused."""
    submitters = read_metadata(metadata.read(LARGEST_METADATA).decode("utf-8", "replace"))
    handed_in: list[HandedIn] = []
    strays: list[str] = []
    notes: list[Message] = []
    for entry in entries:
        if isinstance(entry, File):
            strays += [] if entry is metadata else [entry.name]
            continue
        students = tuple(dict.fromkeys(submitters.get(entry.name, ())))
        if len(students) > 1:
            names = listed([student.name or _called(student, "?") for student in students])
            notes.append(
                Message(
                    "{name} was handed in by several students and is marked for each: {students}.",
                    name=shown(entry.name),
                    students=names,
                )
            )
        together = entry.name if len(students) > 1 else ""
        origins: set[str] = set()
        for student in students or (NOBODY_KNOWN,):
            name = _called(student, entry.name)
            origin = f"{entry.name} of {name}"
            while origin in origins:
                origin += ", another"
            origins.add(origin)
            handed_in.append(HandedIn(Label(name, origin, student, together=together), entry))
    here = {entry.name for entry in entries}
    missing = [name for name in submitters if name not in here]
    if missing:
        notes.append(
            Message(
                "{file} names folders that are not there: {missing}.",
                file=METADATA,
                missing=listed(missing),
            )
        )
    return Sorted(tuple(handed_in), tuple(strays), tuple(notes))


def read_metadata(text: str) -> Mapping[str, tuple[Student, ...]]:
    """Who handed in each folder."""
    found: dict[str, list[dict[str, str]]] = {}
    created: dict[str, str] = {}
    folder, section = "", ""
    for line in io.StringIO(text, newline="\n"):
        line = line.removesuffix("\n")
        if match := _FOLDER.fullmatch(line):
            folder, section = _scalar(match["key"]), ""
            found[folder] = []
        elif folder and (match := _CREATED.fullmatch(line)):
            section, created[folder] = "", _scalar(match["value"])
        elif match := _SECTION.fullmatch(line):
            section = match["key"]
        elif folder and section == ":submitters" and (match := _FIELD.fullmatch(line)):
            if match["begins"] == "-":
                found[folder].append({})
            if found[folder]:
                key = "id" if match["key"] == "sid" else match["key"]
                found[folder][-1][key] = _scalar(match["value"])
    return {
        name: tuple(_student(fields, created.get(name, "")) for fields in students)
        for name, students in found.items()
    }


def _student(fields: Mapping[str, str], created: str) -> Student:
    return Student(
        id=fields.get("id") or None,
        name=fields.get("name") or None,
        email=fields.get("email") or None,
        handed_in_at=in_iso(created),
    )


def _scalar(text: str) -> str:
    """A YAML scalar of one line."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            return str(json.loads(text))
        except ValueError:
            return text[1:-1]
    return "" if text in ("", "~", "null") else text


def _called(student: Student, folder: str) -> str:
    """What other platforms' lists know a student by: the most certain there is."""
    return student.id or student.email or student.name or folder
