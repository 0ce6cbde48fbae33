"""Who handed in. The reading process needs it, too, so it is made of the standard library alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Student:
    """Who handed in, as far as the platform's download says: whatever it does not say is null."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = {"use_attribute_docstrings": True}

    id: str | None = None
    """The platform's id; the same in every attempt of this student."""
    name: str | None = None
    """The name as the platform writes it."""
    email: str | None = None
    """The e-mail address."""
    attempt: int | None = None
    """Which attempt was handed in, counted from 1."""
    handed_in_at: str | None = None
    """When it was handed in, ISO 8601; without a zone it is the platform's own."""
    late: bool | None = None
    """Whether it was handed in late, by the platform's word or by the deadline that was given."""


NOBODY_KNOWN = Student()


def called(submission: str, student: Student | None) -> str:
    """How a sentence names a submission: after the student, where that is known, and by its name,
    which alone tells two of one name apart."""
    known = "" if student is None else student.name
    return submission if not known or known == submission else f"{known} ({submission})"
