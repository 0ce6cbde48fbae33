"""From raw arrays to pictures: the rendering that is provided, not asked.

Everything here works on plain NumPy arrays, in the student's own run and in the grader alike, so a
positive factor, a batch axis or another dtype in an answer changes no picture. Pictures that are
compared have 16 bits a channel: guided saliency of the wrong class differs by 2 of 255 grey levels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import frexp

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Picture = NDArray[np.uint16]
"""(H, W) grey or (H, W, 3) RGB, 0..65535."""

WHITE = 65535
MIDDLE = (WHITE + 1) // 2
"""The grey of zero."""

SPAN = 12.0
"""The largest value that TODO1 is given."""

SALIENCY_SPREAD = 0.1
"""One standard deviation of a gradient, in the picture's range of 0..1."""


def saliency_picture(gradient: Floats, bgr: bool) -> Picture:
    """Gradient, (H, W, 3), centred on grey with a fixed spread; (H, W, 3) RGB.

    `bgr` says that the gradient's channels, like the image's, are blue, green, red.
    """
    gradient = in_range(gradient)
    spread = float(np.std(gradient, dtype=np.float64))
    scaled = gradient * (SALIENCY_SPREAD / spread) if spread > 0 else np.zeros_like(gradient)
    return _picture(0.5 + (scaled[..., ::-1] if bgr else scaled))


def signed_picture(values: Floats, bgr: bool) -> Picture:
    """Values in -SPAN..SPAN on a fixed scale with zero in grey: (H, W, 3) RGB, or (H, W) grey.

    `bgr` is for those of three channels.
    """
    return _picture(0.5 + 0.5 / SPAN * (values[..., ::-1] if bgr else values))


def signed_values(picture: Picture) -> NDArray[np.float64]:
    """What `signed_picture` drew, in -SPAN..SPAN, as far as 16 bits tell."""
    return (picture / WHITE - 0.5) * 2 * SPAN


def heat_picture(activation_map: Floats, size: tuple[int, int]) -> Picture:
    """Class activation map, (h, w), at `size` (height, width), divided by its maximum; grey.

    Zero is the middle grey, so that a negative value, which Grad-CAM's ReLU forbids, shows dark.
    """
    resized = resize_map(in_range(activation_map), size)
    largest = float(np.abs(resized).max())
    return _picture(0.5 + (0.5 / largest * resized if largest > 0 else 0 * resized))


def product_picture(gradient: Floats, activation_map: Floats, bgr: bool) -> Picture:
    """Guided Grad-CAM of a gradient, (H, W, 3), and a map, (h, w), as a saliency picture."""
    return saliency_picture(guided_grad_cam(in_range(gradient), in_range(activation_map)), bgr)


def in_range(values: Floats) -> Floats:
    """Values times the power of two that brings the largest of them to 0.5..1; zeros as they are.

    A power of two changes no digit. Without it a deep network's gradients, 1e-22 and less, have a
    product with their map that float32 cannot hold, and its inverse neither.
    """
    _, exponent = frexp(float(np.abs(values).max()))
    # In two steps: the power for the least of values is more than float32 holds.
    half = exponent // 2
    brought: Floats = np.ldexp(np.ldexp(values, -half), half - exponent)
    return brought


def resize_map(activation_map: Floats, size: tuple[int, int]) -> NDArray[np.float32]:
    """Activation map, (h, w), resized bilinearly to `size`, (height, width)."""
    height, width = size
    small = np.asarray(activation_map, np.float32)
    resized = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(resized, np.float32)


def guided_grad_cam(saliency: Floats, activation_map: Floats) -> Floats:
    """Guided Grad-CAM, (H, W, 3): guided saliency times the resized Grad-CAM map.

    Selvaraju et al. 2017, section 3.2.
    """
    return saliency * resize_map(activation_map, saliency.shape[:2])[..., None]


def _picture(values: Floats) -> Picture:
    return (np.clip(values, 0.0, 1.0) * WHITE + 0.5).astype(np.uint16)


@dataclass(frozen=True)
class Recipe:
    """How a picture is made of the raw arrays of its case."""

    arrays: tuple[str, ...]
    render: Callable[..., Picture]


def _signed(array: str) -> Recipe:
    return Recipe((array,), lambda values, size, bgr: signed_picture(values, bgr))


def _saliency(array: str) -> Recipe:
    return Recipe((array,), lambda gradient, size, bgr: saliency_picture(gradient, bgr))


def _product(array: str) -> Recipe:
    return Recipe(
        (array, "grad_cam"),
        lambda gradient, cam, size, bgr: product_picture(gradient, cam, bgr),
    )


RECIPES: Mapping[str, Recipe] = {
    "relu_forward": _signed("relu_forward"),
    "relu_gradient": _signed("relu_gradient"),
    "relu_gradient_half": _signed("relu_gradient_half"),
    "replaced": _saliency("replaced"),
    "replaced_layers": Recipe(
        ("replaced_layers",), lambda slopes, size, bgr: signed_picture(slopes, False)
    ),
    "saliency_class": _saliency("saliency_class"),
    "saliency_channels": _saliency("saliency_channels"),
    "grad_cam": Recipe(("grad_cam",), lambda cam, size, bgr: heat_picture(cam, size)),
    "grad_cam_empty": Recipe(("grad_cam_empty",), lambda cam, size, bgr: heat_picture(cam, size)),
    "guided_class": _saliency("guided_class"),
    "guided_channels": _saliency("guided_channels"),
    "guided_grad_cam_class": _product("guided_class"),
    "guided_grad_cam_channels": _product("guided_channels"),
}


def render(
    name: str, arrays: Mapping[str, Floats], size: tuple[int, int], bgr: bool
) -> Picture | None:
    """The picture called `name` from the raw arrays of one case; None where one is missing.

    `size` is the scene's (height, width). A value that is not finite makes no picture either.
    """
    recipe = RECIPES[name]
    needed = [arrays.get(array) for array in recipe.arrays]
    if any(array is None or not np.isfinite(array).all() for array in needed):
        return None
    return recipe.render(*needed, size=size, bgr=bgr)
