"""Finding a submission by what a person calls it: its name, or the student's name, id or e-mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
import difflib
import re
import unicodedata

from grader.core.errors import BadInput
from grader.core.student import Student, called
from grader.core.text import Message

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
                Message("{count} students are called {text}.", count=len(found), text=text),
                Message("Name one of {names}.", names=", ".join(found)),
            )
        near = difflib.get_close_matches(_folded(text), self._names, 3)
        names = dict.fromkeys(name for spelling in near for name in self._names[spelling])
        meant = [called(name, self._students[name]) for name in names]
        raise BadInput(
            Message("There is no submission {name} in the gradebook.", name=repr(text)),
            Message("Did you mean {names}?", names=", ".join(meant))
            if meant
            else Message("grades.csv lists all names."),
        )


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
    """Without case, and without what cannot be seen: the names of rows have no joiners."""
    seen = (each for each in text if not unicodedata.category(each).startswith("C"))
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).casefold().split())
