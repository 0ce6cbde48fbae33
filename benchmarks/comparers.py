"""The usual ways to compare pictures with golden ones, each as others set it.

A comparer says how far a picture is from its golden, in units of its own limit: what is at most 1
passes, and how much less or more is its margin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.goldens.compare import FULL_RANGE, similarity
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint16]
Comparer = Callable[[Picture, Picture], float]
"""How many times its limit a picture is away from its golden."""


def exact(picture: Picture, golden: Picture) -> float:
    """Equality, bit by bit: nothing lies between right and wrong."""
    return 0.0 if np.array_equal(picture, golden) else np.inf


def all_close(picture: Picture, golden: Picture) -> float:
    """np.testing.assert_allclose(rtol=1e-4, atol=1e-2), as CS336's snapshots set it, on 0..1."""
    expected = golden / FULL_RANGE
    return float((np.abs(picture / FULL_RANGE - expected) / (1e-2 + 1e-4 * expected)).max())


def root_mean_square(picture: Picture, golden: Picture) -> float:
    """pytest-mpl's default: a root mean square of at most 2 of 255 levels."""
    return 255 * mean_difference(picture, golden) / 2


def mean_difference(picture: Picture, golden: Picture) -> float:
    """The root of the mean squared difference, of pictures in 0..1."""
    difference = (picture.astype(np.float64) - golden) / FULL_RANGE
    return float(np.sqrt(np.mean(difference**2)))


def ssim_above(limit: float) -> Comparer:
    """One limit for SSIM, picked by feel."""

    def away(picture: Picture, golden: Picture) -> float:
        if np.array_equal(picture, golden):
            return 0.0
        return (1 - similarity(picture, golden)) / (1 - limit)

    return away


def pixelmatch(picture: Picture, golden: Picture) -> float:
    """pixelmatch at its threshold of 0.1, as Playwright uses it: no pixel may differ.

    A pixel differs when its distance in YIQ (Kotsarenko and Ramos 2010) exceeds the threshold.
    Without pixelmatch's pardon for anti-aliased pixels, of which these pictures have none.
    """
    red, green, blue = np.moveaxis(_rgb(picture) - _rgb(golden), -1, 0)
    y = 0.29889531 * red + 0.58662247 * green + 0.11448223 * blue
    i = 0.59597799 * red - 0.27417610 * green - 0.32180189 * blue
    q = 0.21147017 * red - 0.52261711 * green + 0.31114694 * blue
    largest = 35215.0  # the distance of black and white, as the weights below give it
    distance = (0.5053 * y**2 + 0.299 * i**2 + 0.1957 * q**2).max()
    return float(np.sqrt(distance / largest) / 0.1)


def _rgb(picture: Picture) -> NDArray[np.float64]:
    eight = np.round(picture.astype(np.float64) * 255 / FULL_RANGE)
    return eight if eight.ndim == 3 else np.repeat(eight[..., None], 3, axis=-1)


COMPARERS: Mapping[str, Comparer] = {
    "exact equality": exact,
    "assert_allclose as CS336 sets it": all_close,
    "RMS of 2, as pytest-mpl": root_mean_square,
    "SSIM > 0.95": ssim_above(0.95),
    "SSIM > 0.99": ssim_above(0.99),
    "pixelmatch, threshold 0.1": pixelmatch,
}
