"""Finding a submission by what a person calls it: its name, or the student's name, id or e-mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
import difflib
import re
import unicodedata

from grader.core.errors import BadInput
from grader.core.student import Student

_MOODLES = re.compile(r"_assignsubmission_\w*$")
"""Behind a student's name and number in the names of folders."""


class Named:
    """Submissions by name, each with its student, where that is known."""

    def __init__(self, students: Mapping[str, Student | None]) -> None:
        self._students = students
        self._names: dict[str, list[str]] = {}
        for name, student in students.items():
            for spelling in dict.fromkeys(map(_folded, _spellings(name, student))):
                self._names.setdefault(spelling, []).append(name)

    def find(self, text: str) -> str:
        """The submission's name. Raises BadInput where it is of nobody, or of several."""
        if text in self._students:
            return text
        found = self._names.get(_folded(_MOODLES.sub("", text)), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise BadInput(
                f"{text!r} are {len(found)} students.", f"Name one of {', '.join(found)}."
            )
        near = difflib.get_close_matches(_folded(text), self._names, 3)
        names = dict.fromkeys(name for spelling in near for name in self._names[spelling])
        meant = [self._called(name) for name in names]
        remedy = f"Did you mean {' or '.join(meant)}?" if meant else "grades.csv has all names."
        raise BadInput(f"There is no submission {text!r}.", remedy)

    def _called(self, name: str) -> str:
        student = self._students[name]
        is_plain = student is None or not student.name or student.name == name
        return name if is_plain or student is None else f"{name} ({student.name})"


def _spellings(name: str, student: Student | None) -> Iterator[str]:
    """All that a submission may be called; also as platforms name its files."""
    yield name
    if student is None:
        return
    for each in (student.id, student.name, student.email):
        if each:
            yield each
    if student.id and student.name:
        yield f"{student.name}_{student.id}"


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
