"""Comparing a picture with its golden: SSIM and a pixel tolerance, both of which must hold.

SSIM alone never decides: against a mostly empty golden, a blank page scores 0.98.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FULL_RANGE = 65535


@dataclass(frozen=True)
class Tolerance:
    """The limits of a check.

    `ssim`: the least structural similarity that passes. `levels`: by how many of 65535 levels a
    pixel may differ in any channel. `share`: the largest share of pixels, 0..1, beyond that.
    """

    ssim: float
    levels: int
    share: float


@dataclass(frozen=True)
class Comparison:
    """How like two pictures are: structural similarity, and the share of pixels beyond."""

    ssim: float
    beyond: float
    passed: bool


def compare(
    picture: NDArray[np.uint16], golden: NDArray[np.uint16], tolerance: Tolerance
) -> Comparison:
    """Compare two 16-bit pictures, (H, W) or (H, W, 3).

    Raises ValueError when their shapes differ: the caller asked for a shape, and has it.
    """
    if picture.shape != golden.shape:
        raise ValueError(f"a picture of shape {picture.shape} for a golden of {golden.shape}")
    if np.array_equal(picture, golden):  # most right answers, and SSIM costs 5 ms
        return Comparison(1.0, 0.0, True)
    ssim = similarity(picture, golden)
    beyond = share_beyond(picture, golden, tolerance.levels)
    return Comparison(ssim, beyond, ssim >= tolerance.ssim and beyond <= tolerance.share)


def similarity(picture: NDArray[np.uint16], golden: NDArray[np.uint16]) -> float:
    """Structural similarity (Wang et al. 2004), averaged over the channels; 1 is equal."""
    # Half of what the grader imports, and not needed for pictures that are equal.
    from skimage.metrics import structural_similarity

    channel_axis = -1 if golden.ndim == 3 else None
    return float(
        structural_similarity(picture, golden, data_range=FULL_RANGE, channel_axis=channel_axis)
    )


def share_beyond(picture: NDArray[np.uint16], golden: NDArray[np.uint16], levels: int) -> float:
    """The share of pixels that differ by more than `levels` in any channel, 0..1."""
    difference = np.abs(picture.astype(np.int32) - golden)
    beyond = difference > levels
    return float(np.mean(beyond.any(axis=-1) if golden.ndim == 3 else beyond))
