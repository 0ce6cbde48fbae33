"""OpenCV's picture operations with types: an array of one dtype in, an array of that dtype out."""

from __future__ import annotations

from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value", np.uint8, np.float32)


def scaled(image: NDArray[Value], scale: float) -> NDArray[Value]:
    """The picture, (h, w) or (h, w, 3), `scale` times its size.

    INTER_AREA averages where the picture shrinks, so that fine detail does not alias.
    """
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=how), image.dtype)


def resized(
    image: NDArray[Value], height: int, width: int, how: int = cv2.INTER_AREA
) -> NDArray[Value]:
    """The picture stretched to (height, width)."""
    return np.asarray(cv2.resize(image, (width, height), interpolation=how), image.dtype)


def blurred(image: NDArray[Value], deviation: float) -> NDArray[Value]:
    """The picture convolved with a Gaussian; beyond its edges it goes on as at the edge."""
    border = cv2.BORDER_REPLICATE
    return np.asarray(cv2.GaussianBlur(image, (0, 0), deviation, borderType=border), image.dtype)


def moved(
    image: NDArray[np.float32], transform: NDArray[np.float64], size: int, border: int
) -> NDArray[np.float32]:
    """The picture under an affine `transform`, (2, 3), on a canvas of (size, size)."""
    contiguous = np.ascontiguousarray(image)
    return np.asarray(
        cv2.warpAffine(contiguous, transform, (size, size), borderMode=border), np.float32
    )
