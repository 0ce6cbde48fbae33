"""What a heat map is worth: does it find the object? Boxes and points against the truth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Box = Sequence[int]
"""x0, y0, x1, y1 in pixels, half-open: columns x0 <= x < x1 and rows y0 <= y < y1."""


def area(box: Box) -> int:
    """The pixels in a box; 0 for one whose end is not beyond its start."""
    x0, y0, x1, y1 = box
    return max(x1 - x0, 0) * max(y1 - y0, 0)


def iou(one: Box, other: Box) -> float:
    """Intersection over union of two boxes, 0..1; 0 where both are empty."""
    starts, ends = zip(one[:2], other[:2], strict=True), zip(one[2:], other[2:], strict=True)
    common = area([*map(max, starts), *map(min, ends)])
    union = area(one) + area(other) - common
    return common / union if union else 0.0


def true_box(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """The box around the pixels of an object, (H, W), of which there is at least one."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def hits(heat_map: NDArray[np.floating], box: Box) -> bool:
    """The pointing game: whether the highest pixel of a map, (H, W), lies in the object's box.

    A map that is nowhere positive points at nothing (Zhang et al. 2016, without its margin of 15
    pixels, which is more than an object is wide here).
    """
    if not heat_map.max() > 0:
        return False
    y, x = np.unravel_index(int(heat_map.argmax()), heat_map.shape)
    x0, y0, x1, y1 = box
    return bool(x0 <= x < x1 and y0 <= y < y1)


def energy(heat_map: NDArray[np.floating], region: NDArray[np.bool_]) -> float:
    """The share of a map's positive values that lies in a region, 0..1 (Wang et al. 2020)."""
    positive = np.maximum(heat_map, 0)
    total = float(positive.sum())
    return float(positive[region].sum()) / total if total > 0 else 0.0
