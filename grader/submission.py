"""A submission: a name and the bytes of a Python file, which nobody has looked into."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.errors import BadInput

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
    def read(cls, path: Path) -> Submission:
        """The submission in a Python file, named after it. Raises BadInput."""
        if path.is_dir():
            raise BadInput(
                f"{path} is a folder, and a Python file is expected.",
                f"To mark a folder of submissions: python -m grader grade {path} --out DIR.",
            )
        submission = cls.of_file(path, path.stem)
        if submission.problem:
            raise BadInput(submission.problem, "Hand in the filled-in student_template.py.")
        return submission

    @classmethod
    def of_file(cls, path: Path, name: str) -> Submission:
        """The submission in a file of any kind; what is wrong with it is its `problem`."""
        try:
            if not path.is_file():
                return cls(name, b"", f"{path.name} is not a file.")
            with path.open("rb") as file:
                source = file.read(LARGEST + 1)
        except OSError as error:
            return cls(name, b"", f"{path.name} cannot be read: {error.strerror}.")
        if not source.strip():
            return cls(name, b"", f"{path.name} is empty.")
        if len(source) > LARGEST:
            return cls(name, b"", f"{path.name} is larger than {LARGEST // 1024} KB.")
        return cls(name, source)
