"""The terms that the jail and the grader share: what a blank is asked, and with what outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, Literal

from grader.core.fingerprints import of_bytes, of_json
from grader.core.text import Message
import numpy as np
from numpy.typing import NDArray

FailedOutcome = Literal["blank", "crashed", "timed_out", "out_of_memory", "bad_output"]


@dataclass(frozen=True)
class Ask:
    """One raw array that is requested: float32, of a shape known beforehand."""

    case: str
    array: str
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """The size of the array in bytes."""
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
    """What a function returned cannot be converted to the requested array.

    `kind` is a stable word for the hint (`none`, `shape`, `dtype`, `not_a_model`, …), `what` the
    rest of a sentence that begins with "The function".
    """

    def __init__(self, kind: str, what: Message) -> None:
        super().__init__(what)
        self.kind = kind
        self.what = what
