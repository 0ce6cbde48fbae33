"""The words that the jail and the grader share: what is asked of a blank, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, Literal

from grader.core.fingerprints import of_bytes, of_json
import numpy as np
from numpy.typing import NDArray

FailedOutcome = Literal["blank", "crashed", "timed_out", "out_of_memory", "bad_output"]


@dataclass(frozen=True)
class Ask:
    """One raw array that is wanted: float32, of a shape known beforehand."""

    case: str
    array: str
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """Bytes of the array."""
        return 4 * prod(self.shape)


@dataclass(frozen=True)
class Question:
    """What a case asks, in the subject's own terms: only its exercises look inside.

    `about` fits into JSON; `pictures` are arrays of bytes, such as the scene.
    """

    about: Mapping[str, Any]
    pictures: Mapping[str, NDArray[np.uint8]]

    @property
    def fingerprint(self) -> str:
        """The hash of all that it asks."""
        pixels = {
            name: [picture.shape, of_bytes(picture.tobytes())]
            for name, picture in self.pictures.items()
        }
        return of_json({"about": dict(self.about), "pictures": pixels})


class Unusable(Exception):
    """What a function returned cannot be made the array that was asked for.

    `kind` is a stable word for the hint (`none`, `shape`, `dtype`, `not_a_model`, …).
    """

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(what)
        self.kind = kind
