"""A picture that tells which layers of a network have which activation: a band for each layer.

A band shows the slope of its layer's activation, from values of -REACH on its left to REACH on its
right: in its upper half as it comes back of a positive gradient, in its lower half of a negative
one. The network that makes it is in `telling`; this module draws no conclusion in the jail, and
needs no TensorFlow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NAMES = (
    *(f"block{block}_conv{place}" for block in (1, 2) for place in (1, 2)),
    *(f"block{block}_conv{place}" for block in (3, 4, 5) for place in (1, 2, 3)),
    *("fc1", "fc2", "predictions"),
)
"""The layers, in order, named as VGG16's."""

OLD, RELU, LINEAR, NEW = "elu", "relu", "linear", "new"
BEFORE = (*(OLD, RELU) * 2, OLD, LINEAR, *(OLD, RELU) * 3, *(OLD,) * 4)
"""The activation of each layer before the replacement. It begins and ends with ELU, which is to be
replaced, so that it shows where a loop begins too late or ends too early."""

ROWS = 4
"""Of a band; the first half has a positive gradient."""

SIZE = (ROWS * len(NAMES), 64)
"""(height, width) of the picture."""

REACH = 3.0
STRENGTH = 10.0
"""The gradient whose slopes are shown, on the scale of pictures that are not normalised."""

NEAR = 0.02
"""By how much a slope may differ from the one it is taken for."""

Slope = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def values() -> NDArray[np.float64]:
    """What every layer is given in its band, from left to right; zero, a corner, is none."""
    return np.linspace(-REACH, REACH, SIZE[1])


def upstream() -> NDArray[np.float64]:
    """The sign of each row's gradient, (rows, 1)."""
    half = ROWS // 2
    return np.tile([1.0] * half + [-1.0] * half, len(NAMES))[:, None]


SLOPES: Mapping[str, Slope] = {
    NEW: lambda x: 0.3 + 0.7 / (1 + np.exp(-x)),
    OLD: lambda x: np.where(x > 0, 1.0, np.exp(x)),
    RELU: lambda x: np.where(x > 0, 1.0, 0.0),
    LINEAR: lambda x: np.ones_like(x),
}
"""The slope of each activation that is looked for: that of `trials.soft_bend`, the new one."""


@dataclass(frozen=True)
class Layers:
    """Which activation every layer has; an empty word where it is none of those looked for.

    `guided` says that no negative gradient gets through, as behind one `gg_relu`.
    """

    after: tuple[str, ...]
    guided: bool

    @classmethod
    def read(cls, slopes: NDArray[np.floating]) -> Layers:
        """From slopes, (rows, columns), on a scale on which the gradient is 1."""
        bands = slopes.reshape(len(NAMES), ROWS, SIZE[1])
        # One guided layer holds back the negative gradients of all: nothing is said by them then.
        guided = bool(np.abs(bands[:, ROWS // 2 :]).max() < NEAR)
        read = ROWS // 2 if guided else ROWS
        return cls(tuple(_activation(band[:read]) for band in bands), guided)

    def of(self, before: str, after: str) -> tuple[str, ...]:
        """The layers that had one activation, and have another now."""
        each = zip(NAMES, BEFORE, self.after, strict=True)
        return tuple(name for name, was, now in each if was == before and now == after)


def _activation(band: NDArray[np.floating]) -> str:
    signs = upstream()[: len(band)]
    for name, slope in SLOPES.items():
        if np.abs(band - signs * slope(values())).max() < NEAR:
            return name
    return ""
