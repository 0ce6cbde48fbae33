"""A submission: a name and the bytes of a Python file, which nobody has looked into."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.errors import BadInput

LARGEST = 1024 * 1024
"""Bytes; the template has some 6,000."""


@dataclass(frozen=True)
class Submission:
    """What one student handed in."""

    name: str
    source: bytes

    @classmethod
    def read(cls, path: Path) -> Submission:
        """The submission in a Python file, named after it. Raises BadInput."""
        if path.is_dir():
            raise BadInput(
                f"{path} is a folder, and a Python file is expected.",
                f"To mark a folder of submissions: python -m grader grade {path} --out DIR.",
            )
        try:
            with path.open("rb") as file:
                source = file.read(LARGEST + 1)
        except OSError as error:
            raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
        if not source.strip():
            raise BadInput(f"{path} is empty.", "Hand in the filled-in student_template.py.")
        if len(source) > LARGEST:
            raise BadInput(f"{path} is larger than {LARGEST // 1024} KB, which no answer needs.")
        return cls(path.stem, source)
