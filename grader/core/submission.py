"""A submission: a name and the bytes of a Python file that nothing has looked into yet."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.student import NOBODY_KNOWN, Student, called
from grader.core.text import Message

LARGEST = 1024 * 1024
"""In bytes; the template has some 6,000."""


@dataclass(frozen=True)
class Submission:
    """What one student handed in.

    `problem` says why there is nothing to run, if there is not. Where there is a source all the
    same, it is a file that cannot be run; where there is none, nothing that could be marked.
    `origin` is what its file or folder is called in the platform's download, empty where there is
    none.
    """

    name: str
    source: bytes
    problem: Message | None = None
    student: Student = NOBODY_KNOWN
    origin: str = ""

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
        return called(self.name, self.student)

    @classmethod
    def read(cls, path: Path, name: str = "") -> Submission:
        """The submission in a Python file, named after it unless `name` is given.
        Raises BadInput.
        """
        if path.is_dir():
            example = path / "student_template.py"
            raise BadInput(
                Message("{path} is a folder, but a Python file is expected.", path=path),
                Message(
                    "Name the file in it that is to be marked, such as {example}.", example=example
                ),
            )
        remedy = Message("Hand in the filled-in student_template.py.")
        if not path.is_file():
            raise BadInput(Message("{name} is not a file.", name=path.name), remedy)
        try:
            with path.open("rb") as file:
                source = in_utf8(file.read(2 * LARGEST + 1))
        except UnicodeDecodeError as error:
            raise BadInput(
                Message("{name} begins like UTF-16, but is not valid UTF-16.", name=path.name),
                remedy,
            ) from error
        except OSError as error:
            raise BadInput(
                Message(
                    "{name} cannot be read: {strerror}.", name=path.name, strerror=error.strerror
                ),
                remedy,
            ) from error
        if not source.strip():
            raise BadInput(Message("{name} is empty.", name=path.name), remedy)
        if len(source) > LARGEST:
            raise BadInput(
                Message(
                    "{name} is larger than {largest} KB.", name=path.name, largest=LARGEST // 1024
                ),
                remedy,
            )
        return cls(name or path.stem, source)


def in_utf8(source: bytes) -> bytes:
    """The source in UTF-8, where it is in UTF-16, as Notepad may save it.

    Raises UnicodeDecodeError.
    """
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return source.decode("utf-16").encode()
    return source
