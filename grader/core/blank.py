"""A blank of an assignment: functions to fill in, and the pictures that show if they are right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """Marks that are earned together: every picture of every case must pass.

    `share` is the part's share of its blank's points; the shares of a blank add up to 1.
    """

    share: float
    pictures: tuple[str, ...]


@dataclass(frozen=True)
class Blank:
    """One thing that a student fills in.

    The pictures of its parts are rendered from raw arrays, outside the process that ran the
    student's code.
    """

    id: str
    functions: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def pictures(self) -> tuple[str, ...]:
        """The pictures of all parts, in order."""
        return tuple(picture for part in self.parts for picture in part.pictures)
