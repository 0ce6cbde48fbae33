"""How a grey picture with zero in the middle, such as a heat map, is shown to people: in colour.

Nothing here is ever compared. Template, report and figures show one heat map in the same colours.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Colours = NDArray[np.uint8]
"""(H, W, 3) RGB, 0..255."""

MIDDLE = 32768
"""Zero, in a grey picture of 16 bits."""

COLD = (0, 20, 150), (0, 110, 240), (0, 230, 255)
"""Red, green and blue, from black over blue to pale cyan."""


def in_heat_colours(picture: NDArray[np.uint16]) -> Colours:
    """A grey picture, (H, W), in colour: zero is black, the largest value the brightest.

    Lightness rises all the way (black, purple, red, orange, pale yellow), so that it reads in grey
    print and by the colour-blind, too. Values below zero, which a heat map should not have, go from
    black over blue to pale cyan.
    """
    above = np.round((picture.astype(np.float64) - MIDDLE) * (255 / (MIDDLE - 1)))
    sizes = np.clip(np.abs(above), 0, 255).astype(np.uint8)
    return np.where((above < 0)[..., None], cold_scale()[sizes], heat_scale()[sizes])


def is_zero_everywhere(picture: NDArray[np.uint16]) -> bool:
    """Whether a picture with zero in the middle grey shows nothing but zeros."""
    return bool((picture == MIDDLE).all())


@lru_cache
def heat_scale() -> Colours:
    """The colours from zero to the largest value, (256, 3)."""
    ramp = np.arange(256, dtype=np.uint8)[:, None]
    colours = cv2.applyColorMap(ramp, cv2.COLORMAP_INFERNO)[:, 0, ::-1].copy()
    colours[0] = 0
    return np.asarray(colours, np.uint8)


@lru_cache
def cold_scale() -> Colours:
    """The colours of values below zero, from zero down, (256, 3)."""
    steps = np.linspace(0, 1, 256)
    channels = [np.interp(steps, (0, 0.6, 1), ends) for ends in COLD]
    return np.stack(channels, axis=-1).round().astype(np.uint8)
