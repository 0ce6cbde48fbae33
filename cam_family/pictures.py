"""From raw arrays to the 16-bit pictures that are compared: the rendering is provided, not asked.

Maps are divided by their largest value, so a positive factor in an answer changes no picture, where
the definition leaves the factor open. Where it does not (the drop of a score, a mask of 0..1), the
scale is fixed. Numbers, such as a box, are drawn so that a difference of one shows.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
from grader.core.blank import Floats, Pixels
from grader.core.exercise import Question
import numpy as np
from numpy.typing import NDArray

WHITE = 65535
SIDE = 112
"""The side of a map's picture in pixels."""

DROP = 32.0
"""The largest drop of a score that an occlusion map shows; scores of the network are -15..31."""

COLUMNS = 3
"""Of the pictures that show several maps side by side."""

MARGIN = 2


def heat_picture(heat_map: Floats, _: Question) -> Pixels:
    """A heat map, (h, w), enlarged and divided by its largest magnitude; (SIDE, SIDE).

    Zero is the middle grey: what speaks against the class is dark.
    """
    return _picture(_centred(_enlarged(heat_map)))


def drop_picture(drops: Floats, _: Question) -> Pixels:
    """Drops of a score, (rows, columns), on a fixed scale with zero in grey; (SIDE, SIDE)."""
    return _picture(0.5 + 0.5 / DROP * _enlarged(drops))


def masks_picture(masks: Floats, _: Question) -> Pixels:
    """Masks of 0..1, (H, W, K), side by side on a fixed scale: 0 is grey, 1 nearly white.

    What lies below 0 or far above 1 shows, too, as far as a picture can show it.
    """
    return _picture(side_by_side([0.25 + 0.5 * mask for mask in np.moveaxis(masks, -1, 0)]))


def maps_picture(maps: Floats, _: Question) -> Pixels:
    """Heat maps, (n, H, W), side by side, each divided by its largest magnitude."""
    return _picture(side_by_side([_centred(each) for each in maps]))


def box_picture(box: Floats, question: Question) -> Pixels:
    """A box, (4,): x0, y0, x1, y1, in a picture of the scene's size."""
    return _picture(_box(box, size_of(question)))


def boxes_picture(boxes: Floats, question: Question) -> Pixels:
    """Boxes, (n, 4), side by side."""
    return _picture(side_by_side([_box(box, size_of(question)) for box in boxes]))


def worth_picture(worth: Floats, _: Question) -> Pixels:
    """For each method how far its box is right, 0..1, and a hit, 0 or 1, (n, 2): grey in squares.

    A row a method, the overlap on the left.
    """
    squares = np.asarray(worth, np.float64).repeat(20, axis=0).repeat(40, axis=1)
    return _picture(0.25 + 0.5 * squares)


def side_by_side(pictures: Sequence[Floats]) -> Floats:
    """Pictures of one size, (H, W), in rows of COLUMNS, with a margin of zeros around each."""
    framed = [np.pad(picture, MARGIN) for picture in pictures]
    framed += [np.zeros_like(framed[0])] * (-len(framed) % COLUMNS)
    starts = range(0, len(framed), COLUMNS)
    rows: Floats = np.vstack([np.hstack(framed[start : start + COLUMNS]) for start in starts])
    return rows


def resize_map(heat_map: Floats, size: tuple[int, int]) -> NDArray[np.float32]:
    """A heat map, (h, w), resized bilinearly to `size`, (height, width)."""
    small = np.asarray(heat_map, np.float32)
    resized = cv2.resize(small, size[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(resized, np.float32)


def size_of(question: Question) -> tuple[int, int]:
    """(height, width) of a question's scene."""
    height, width = question.pictures["scene"].shape[:2]
    return height, width


def _enlarged(values: Floats) -> Floats:
    return resize_map(values, (SIDE, SIDE)).astype(np.float64)


def _centred(values: Floats) -> Floats:
    """Values divided by their largest magnitude, with zero at 0.5, in 0..1."""
    largest = float(np.abs(values).max())
    centred: Floats = 0.5 + (0.5 / largest * values if largest > 0 else 0.0 * values)
    return centred


def _box(box: Floats, size: tuple[int, int]) -> Floats:
    """The distance of each pixel from the edge of a box: bright inside, dark outside.

    Where an edge moves by a pixel, so does the distance of a good part of all pixels: an exact
    check, as a picture that can be read.
    """
    x0, y0, x1, y1 = (float(value) for value in box)
    y, x = np.indices(size) + 0.5
    across, down = np.maximum(x0 - x, x - x1), np.maximum(y0 - y, y - y1)
    outside = np.hypot(np.maximum(across, 0), np.maximum(down, 0))
    depth = np.where(outside > 0, -outside, -np.maximum(across, down))
    shown: Floats = 0.5 + 0.15 * np.sign(depth) + 0.3 * depth / max(size)
    return shown


def _picture(values: Floats) -> Pixels:
    return (np.clip(values, 0.0, 1.0) * WHITE + 0.5).astype(np.uint16)
