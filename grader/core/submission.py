"""A submission: a name and the bytes of a Python file, which nobody has looked into."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.student import NOBODY_KNOWN, Student

LARGEST = 1024 * 1024
"""Bytes; the template has some 6,000."""


@dataclass(frozen=True)
class Submission:
    """What one student handed in.

    `problem` says why there is nothing to run, if there is not. Where there is a source all the
    same, it is a file that cannot be run; where there is none, nothing that could be marked.
    """

    name: str
    source: bytes
    problem: str = ""
    student: Student = NOBODY_KNOWN

    @property
    def is_unreadable(self) -> bool:
        """Whether there is nothing that could be marked."""
        return bool(self.problem) and not self.source

    @property
    def known_student(self) -> Student | None:
        """The student; None where nothing is known."""
        return None if self.student == NOBODY_KNOWN else self.student

    @property
    def called(self) -> str:
        """How a sentence names it: after the student, where that is known."""
        known = self.student.name
        return self.name if not known or known == self.name else f"{known} ({self.name})"

    @classmethod
    def read(cls, path: Path, name: str = "") -> Submission:
        """The submission in a Python file, named after it, or as it is said. Raises BadInput."""
        if path.is_dir():
            example = path / "student_template.py"
            raise BadInput(
                f"{path} is a folder, but a Python file is expected.",
                f"Name the file in it that is to be marked, such as {example}.",
            )
        remedy = "Hand in the filled-in student_template.py."
        if not path.is_file():
            raise BadInput(f"{path.name} is not a file.", remedy)
        try:
            with path.open("rb") as file:
                source = in_utf8(file.read(2 * LARGEST + 1))
        except UnicodeDecodeError as error:
            raise BadInput(f"{path.name} claims to be UTF-16, but is not.", remedy) from error
        except OSError as error:
            raise BadInput(f"{path.name} cannot be read: {error.strerror}.", remedy) from error
        if not source.strip():
            raise BadInput(f"{path.name} is empty.", remedy)
        if len(source) > LARGEST:
            raise BadInput(f"{path.name} is larger than {LARGEST // 1024} KB.", remedy)
        return cls(name or path.stem, source)


def in_utf8(source: bytes) -> bytes:
    """A source as Python reads it, where it begins as UTF-16 does, which Notepad writes.

    Raises UnicodeDecodeError.
    """
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return source.decode("utf-16").encode()
    return source
