"""Lay cut-outs on a background by hand: where, how large, and with what shadow.

Everything is drawn at four times the scene's size and averaged down at the end, which gives clean
soft edges without any photograph being sharpened or resized twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.compose import SCENE_SIZE
from training.photographs import Cutout
from training.pixels import blurred, moved, resized, scaled

OVERSAMPLING = 4
CANVAS_SIZE = SCENE_SIZE * OVERSAMPLING


@dataclass(frozen=True)
class Placed:
    """A cut-out and its place: left and top edge and height in pixels of the scene.

    `shadow` is how dark the ground beneath it grows, 0 to 1.
    """

    cutout: Cutout
    left: float
    top: float
    height: float
    flipped: bool = False
    shadow: float = 0.0


def arrange(background: NDArray[np.uint8], *objects: Placed) -> NDArray[np.uint8]:
    """The canvas with objects laid on it from back to front, (448, 448, 3) uint8 RGB."""
    canvas = background.astype(np.float32)
    for placed in objects:
        image, alpha = _laid_out(placed)
        if placed.shadow:
            canvas *= 1 - placed.shadow * _contact_shadow(alpha)[..., None]
        canvas += alpha[..., None] * (image - canvas)
    return np.clip(np.round(canvas), 0, 255).astype(np.uint8)


def finished(canvas: NDArray[np.uint8], side: int = SCENE_SIZE) -> NDArray[np.uint8]:
    """The canvas averaged down to a scene, (side, side, 3) uint8 RGB."""
    return resized(canvas, side, side)


def fitted(
    photo: NDArray[np.uint8], tint: tuple[float, float, float] = (1, 1, 1), rows: int = CANVAS_SIZE
) -> NDArray[np.uint8]:
    """The photograph, (h, w, 3) uint8, stretched to (rows, 448, 3) and given an RGB tint."""
    tinted = resized(photo, rows, CANVAS_SIZE) * np.array(tint)
    return np.asarray(np.clip(tinted, 0, 255), np.uint8)


def stacked(above: NDArray[np.uint8], below: NDArray[np.uint8], horizon: int) -> NDArray[np.uint8]:
    """A far and a near background, meeting softly at `horizon`, a row of the scene.

    Both are 448 wide, uint8 RGB; the near one starts at the horizon with its first row, and may be
    as low as what is left of the canvas.
    """
    row = horizon * OVERSAMPLING
    near = np.concatenate([below[:1].repeat(row, axis=0), below[: CANVAS_SIZE - row]])
    weight = np.clip((np.arange(CANVAS_SIZE) - row) / OVERSAMPLING, 0, 1)[:, None, None]
    return np.round(above + weight * (near.astype(np.float32) - above)).astype(np.uint8)


def _laid_out(placed: Placed) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The object on the whole canvas: image (448, 448, 3) and alpha (448, 448), float32."""
    scale = placed.height * OVERSAMPLING / placed.cutout.alpha.shape[0]
    image, alpha = scaled(placed.cutout.image, scale), scaled(placed.cutout.alpha, scale)
    if placed.flipped:
        image, alpha = image[:, ::-1], alpha[:, ::-1]
    left, top = placed.left * OVERSAMPLING, placed.top * OVERSAMPLING
    shift = np.array([[1, 0, left], [0, 1, top]], np.float64)
    return (
        moved(image.astype(np.float32), shift, CANVAS_SIZE, cv2.BORDER_REPLICATE),
        moved(np.clip(alpha, 0, 1), shift, CANVAS_SIZE, cv2.BORDER_CONSTANT),
    )


def _contact_shadow(alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """Where a soft shadow falls, 0..1: a flat ellipse under the object's lowest part."""
    rows, columns = np.flatnonzero((alpha > 0.5).any(1)), np.flatnonzero((alpha > 0.5).any(0))
    middle, half = float(columns.mean()), float(np.ptp(columns)) / 2
    shadow = np.zeros_like(alpha)
    centre = (int(middle), int(rows[-1] - 0.08 * half))
    cv2.ellipse(shadow, centre, (int(half), int(0.25 * half)), 0, 0, 360, 1.0, -1, cv2.LINE_AA)
    return blurred(shadow, 0.12 * half)
