"""The usual ways to compare pictures with golden ones, each as others set it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.compare import FULL_RANGE, Tolerance, compare, similarity
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint16]
Comparer = Callable[[Picture, Picture, Tolerance], bool]
"""Whether a picture passes for its golden; only this grader looks at the tolerance."""


def this_grader(picture: Picture, golden: Picture, tolerance: Tolerance) -> bool:
    """SSIM and a pixel tolerance, both with limits that were calibrated for this very picture."""
    return compare(picture, golden, tolerance).passed


def exact(picture: Picture, golden: Picture, _: Tolerance) -> bool:
    """Equality, bit by bit."""
    return np.array_equal(picture, golden)


def all_close(picture: Picture, golden: Picture, _: Tolerance) -> bool:
    """np.testing.assert_allclose(rtol=1e-4, atol=1e-2), as CS336's snapshots set it, on 0..1."""
    return np.allclose(picture / FULL_RANGE, golden / FULL_RANGE, rtol=1e-4, atol=1e-2)


def root_mean_square(picture: Picture, golden: Picture, _: Tolerance) -> bool:
    """pytest-mpl's default: a root mean square of at most 2 of 255 levels."""
    difference = (picture.astype(np.float64) - golden) * 255 / FULL_RANGE
    return bool(np.sqrt(np.mean(difference**2)) <= 2)


def ssim_above(limit: float) -> Comparer:
    """One limit for SSIM, picked by feel."""

    def passes(picture: Picture, golden: Picture, _: Tolerance) -> bool:
        return similarity(picture, golden) > limit

    return passes


def pixelmatch(picture: Picture, golden: Picture, _: Tolerance) -> bool:
    """pixelmatch at its threshold of 0.1, as Playwright uses it: no pixel may differ.

    A pixel differs when its distance in YIQ (Kotsarenko and Ramos 2010) exceeds the threshold.
    Without pixelmatch's pardon for anti-aliased pixels, of which these pictures have none.
    """
    red, green, blue = np.moveaxis(_rgb(picture) - _rgb(golden), -1, 0)
    y = 0.29889531 * red + 0.58662247 * green + 0.11448223 * blue
    i = 0.59597799 * red - 0.27417610 * green - 0.32180189 * blue
    q = 0.21147017 * red - 0.52261711 * green + 0.31114694 * blue
    largest = 35215.0  # the distance of black and white, as the weights below give it
    return bool((0.5053 * y**2 + 0.299 * i**2 + 0.1957 * q**2).max() <= largest * 0.1**2)


def _rgb(picture: Picture) -> NDArray[np.float64]:
    eight = np.round(picture.astype(np.float64) * 255 / FULL_RANGE)
    return eight if eight.ndim == 3 else np.repeat(eight[..., None], 3, axis=-1)


COMPARERS: Mapping[str, Comparer] = {
    "this grader": this_grader,
    "exact equality": exact,
    "assert_allclose as CS336 sets it": all_close,
    "RMS of 2, as pytest-mpl": root_mean_square,
    "SSIM > 0.95": ssim_above(0.95),
    "SSIM > 0.99": ssim_above(0.99),
    "pixelmatch, threshold 0.1": pixelmatch,
}
