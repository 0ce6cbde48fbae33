"""A submission: a name and the bytes of a Python file, which nobody has looked into."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import BadInput

LARGEST = 1024 * 1024
"""Bytes; the template has some 6,000."""


@dataclass(frozen=True)
class Student:
    """Who handed in, as far as the platform's download says: each may be empty."""

    name: str = ""
    id: str = ""
    email: str = ""


NOBODY_KNOWN = Student()


@dataclass(frozen=True)
class Submission:
    """What one student handed in. `problem` says why there is nothing to run, if there is not."""

    name: str
    source: bytes
    problem: str = ""
    student: Student = NOBODY_KNOWN

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
