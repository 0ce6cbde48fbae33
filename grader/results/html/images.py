"""16-bit pictures as small PNGs inside a page, and the picture of their difference."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
import io
from typing import TypeVar

import cv2
from grader.goldens.colours import heat_scale, in_heat_colours
from markupsafe import Markup
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture16 = NDArray[np.uint16]
"""(H, W) grey or (H, W, 3) RGB, 0..65535."""

Depth = TypeVar("Depth", np.uint8, np.uint16)

LARGEST_SIDE = 256
"""Pictures are shown no larger than this, or forty of them would make a page of 20 MB."""

GOLDENS_KEPT = 64

COMPRESSION = 4
"""At 9, the most, a page takes ten times as long to write, and is 2 % smaller."""

WHITE = 65535
LARGEST_FACTOR = 256
"""One of 65535 levels stays black even so: what is merely rounding must not look alarming."""

TYPICAL_LARGEST = 99
"""The percentile that sets the factor, so that one stray pixel does not hide all the others."""


@dataclass(frozen=True)
class Difference:
    """The picture of a difference, as a data URI, and by how much it was amplified."""

    uri: Markup
    factor: int


def data_uri(picture: Picture16) -> Markup:
    """A picture at 8 bits a channel, as a PNG in a data URI; a grey one in colours, as heat."""
    fitted = _fitted(picture)
    return _png(Image.fromarray(in_heat_colours(fitted) if fitted.ndim == 2 else to_8_bits(fitted)))


def picture_uri(picture: NDArray[np.uint8]) -> Markup:
    """An 8-bit RGB picture, (H, W, 3), as a PNG in a data URI."""
    return _png(Image.fromarray(picture))


def golden_uri(golden: Picture16) -> Markup:
    """The same, for a picture that is shown in one report after another."""
    return _golden_uri(golden.tobytes(), golden.shape)


@lru_cache(GOLDENS_KEPT)
def _golden_uri(values: bytes, shape: tuple[int, ...]) -> Markup:
    return data_uri(np.frombuffer(values, np.uint16).reshape(shape))


def to_8_bits(picture: Picture16) -> NDArray[np.uint8]:
    """A 16-bit picture rounded to 8 bits a channel."""
    return ((picture.astype(np.uint32) * 255 + WHITE // 2) // WHITE).astype(np.uint8)


def look_alike(answered: Picture16, golden: Picture16) -> bool:
    """Whether a screen shows both pictures the same."""
    return np.array_equal(to_8_bits(answered), to_8_bits(golden))


def difference(answered: Picture16, golden: Picture16) -> Difference | None:
    """How far each pixel is off in its worst channel: black where it is right, else the brighter.

    None where no pixel differs, and where the shapes do.
    """
    if answered.shape != golden.shape:
        return None
    off = np.abs(answered.astype(np.int32) - golden)
    off = off.max(axis=-1) if off.ndim == 3 else off
    if not off.any():
        return None
    factor = amplification(off)
    shown = to_8_bits(np.minimum(off * factor, WHITE).astype(np.uint16))
    picture = Image.fromarray(_fitted(shown)).convert("P")
    picture.putpalette(_palette())
    return Difference(_png(picture), factor)


def amplification(off: NDArray[np.int32]) -> int:
    """The power of two that makes a typical large difference bright without saturating it."""
    large = max(float(np.percentile(off[off > 0], TYPICAL_LARGEST)), 1.0)
    return int(min(LARGEST_FACTOR, 2 ** int(np.floor(np.log2(max(WHITE / large, 1.0))))))


def _fitted(picture: NDArray[Depth]) -> NDArray[Depth]:
    height, width = picture.shape[:2]
    scale = LARGEST_SIDE / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]


def _palette() -> list[int]:
    """From black over red to pale yellow, as a heat map."""
    return [int(value) for value in heat_scale().ravel()]


def _png(picture: Image.Image) -> Markup:
    data = io.BytesIO()
    picture.save(data, "PNG", compress_level=COMPRESSION)
    return Markup("data:image/png;base64," + base64.b64encode(data.getvalue()).decode())
