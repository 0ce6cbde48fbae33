"""From raw arrays to pictures: the rendering, which is provided and not part of the task.

Everything here works on plain NumPy arrays, in the student's own run and in the grader alike, so a
positive factor, a batch axis or another dtype in an answer changes no picture. Pictures that are
compared have 16 bits per channel: guided saliency of the wrong class differs by 2 of 255 grey
levels.
"""

from __future__ import annotations

from math import frexp

import cv2
from grader.core.blank import Floats, Picture, Pixels
from grader.core.exercise import Question
import numpy as np
from numpy.typing import NDArray

WHITE = 65535
MIDDLE = (WHITE + 1) // 2
"""The grey of zero."""

SPAN = 12.0
"""The largest value that TODO1 gets as input."""

SALIENCY_SPREAD = 0.1
"""One standard deviation of a gradient, on the picture's range of 0..1."""


def saliency_picture(gradient: Floats, bgr: bool) -> Pixels:
    """A gradient, (H, W, 3), centred on grey with a fixed spread, as (H, W, 3) RGB.

    `bgr` says that the gradient's channels, like the image's, are blue, green, red.
    """
    gradient = in_range(gradient)
    spread = float(np.std(gradient, dtype=np.float64))
    scaled = gradient * (SALIENCY_SPREAD / spread) if spread > 0 else np.zeros_like(gradient)
    return _picture(0.5 + (scaled[..., ::-1] if bgr else scaled))


def signed_picture(values: Floats, bgr: bool) -> Pixels:
    """Values in -SPAN..SPAN on a fixed scale with zero at grey: (H, W, 3) RGB, or (H, W) grey.

    `bgr` is for those of three channels.
    """
    return _picture(0.5 + 0.5 / SPAN * (values[..., ::-1] if bgr else values))


def signed_values(picture: Pixels) -> NDArray[np.float64]:
    """What `signed_picture` drew, in -SPAN..SPAN, as far as 16 bits tell."""
    return (picture / WHITE - 0.5) * 2 * SPAN


def heat_picture(activation_map: Floats, size: tuple[int, int]) -> Pixels:
    """A class activation map, (h, w), resized to `size` (height, width) and divided by its maximum;
    grey.

    Zero is the middle grey, so that a negative value, which Grad-CAM's ReLU forbids, shows dark.
    """
    resized = resize_map(in_range(activation_map), size)
    largest = float(np.abs(resized).max())
    return _picture(0.5 + (0.5 / largest * resized if largest > 0 else 0 * resized))


def product_picture(gradient: Floats, activation_map: Floats, bgr: bool) -> Pixels:
    """Guided Grad-CAM of a gradient, (H, W, 3), and a map, (h, w), as a saliency picture."""
    return saliency_picture(guided_grad_cam(in_range(gradient), in_range(activation_map)), bgr)


def in_range(values: Floats) -> Floats:
    """Values times the power of two that brings their maximum to 0.5..1; zeros stay zero.

    A power of two changes no digit. Without it, the product of a deep network's gradients (1e-22
    and less) with their map underflows float32, and so does its inverse.
    """
    _, exponent = frexp(float(np.abs(values).max()))
    # In two steps: for the smallest values, the power exceeds float32.
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


def _picture(values: Floats) -> Pixels:
    return (np.clip(values, 0.0, 1.0) * WHITE + 0.5).astype(np.uint16)


def of_scene(question: Question) -> tuple[tuple[int, int], bool]:
    """The size (height, width) of a question's scene, and whether its network takes blue first."""
    height, width = question.pictures["scene"].shape[:2]
    return (height, width), bool(question.about["bgr"])


def _signed(gradient: Floats, question: Question) -> Pixels:
    return signed_picture(gradient, of_scene(question)[1])


def _slopes(slopes: Floats, question: Question) -> Pixels:
    return signed_picture(slopes, bgr=False)


def _saliency(gradient: Floats, question: Question) -> Pixels:
    return saliency_picture(gradient, of_scene(question)[1])


def _heat(activation_map: Floats, question: Question) -> Pixels:
    return heat_picture(activation_map, of_scene(question)[0])


def _product(gradient: Floats, activation_map: Floats, question: Question) -> Pixels:
    return product_picture(gradient, activation_map, of_scene(question)[1])


def signed(name: str, title: str) -> Picture:
    """A picture of values in -SPAN..SPAN, whose strength shows."""
    return Picture(name, title, (name,), _signed, fixed_scale=True)


def slopes(name: str, title: str) -> Picture:
    """A picture of slopes, a band for each layer: see `bands`."""
    return Picture(name, title, (name,), _slopes, fixed_scale=True)


def saliency(name: str, title: str) -> Picture:
    """A picture of a gradient."""
    return Picture(name, title, (name,), _saliency)


def heat(name: str, title: str) -> Picture:
    """A picture of a class activation map."""
    return Picture(name, title, (name,), _heat)


def product(name: str, title: str, gradient: str, activation_map: str) -> Picture:
    """A picture of a gradient times a class activation map."""
    return Picture(name, title, (gradient, activation_map), _product)
