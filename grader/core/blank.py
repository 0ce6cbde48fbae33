"""A blank of an assignment: functions to fill in, and the pictures that show if they are right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grader.core.exercise import Question
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
"""A raw array, as a student's function returned it."""

Pixels = NDArray[np.uint16]
"""(H, W) grey or (H, W, 3) RGB, 0..65535."""

At = tuple[str, str]
"""(case, picture)"""


@dataclass(frozen=True)
class Picture:
    """One picture that is compared: everything about it in one place.

    `title` says in English what it shows. `draw` makes it from the raw `arrays`, in their order,
    and the question that they answer. With a `fixed_scale` the strength of the values shows;
    without one, they are scaled by their own size.
    """

    name: str
    title: str
    arrays: tuple[str, ...]
    draw: Callable[..., Pixels]
    fixed_scale: bool = False

    def drawn(self, arrays: Mapping[str, Floats], question: Question) -> Pixels | None:
        """The picture; None where an array is missing, or has a value that is not finite."""
        given = [arrays.get(name) for name in self.arrays]
        if any(array is None or not np.isfinite(array).all() for array in given):
            return None
        return self.draw(*given, question)


@dataclass(frozen=True)
class Part:
    """Marks that are earned together: every picture of every case must pass.

    `share` is the part's share of its blank's points; the shares of a blank add up to 1. A picture
    that stands in two parts costs both.
    """

    share: float
    pictures: tuple[Picture, ...]

    @property
    def names(self) -> frozenset[str]:
        """The names of its pictures."""
        return frozenset(picture.name for picture in self.pictures)


@dataclass(frozen=True)
class Blank:
    """One thing that a student fills in.

    `title` says in English what it is about. A blank without `functions` of its own is the whole
    that the other blanks make together. `advice` tells an instructor which case to add where its
    mistakes do not show.
    """

    id: str
    title: str
    functions: tuple[str, ...]
    parts: tuple[Part, ...]
    advice: str = "another case"

    @property
    def pictures(self) -> Mapping[str, Picture]:
        """The pictures of all parts, by name."""
        return {picture.name: picture for part in self.parts for picture in part.pictures}
