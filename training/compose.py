"""Scenes composed of cut-outs on a background, each with the mask of every object in it.

Seeded: the same random generator makes the same scenes. Colours, sizes, places, tilts and
backgrounds vary widely, so that a network has nothing to go by but the objects themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.photographs import CLASS_NAMES, Cutout, backgrounds, cutouts
from training.pixels import blurred, moved, resized, scaled

SCENE_SIZE = 112
"""Height and width of a scene in pixels: the demo network's input size."""

CUTOUT_SIZE, BACKGROUND_SIZE = 176, 256
"""Longest side of cut-outs, shortest of backgrounds, shrunk beforehand to compose quickly."""

MAX_LENGTH = 100
"""The longest side of an object laid out in a scene, in pixels."""

VISIBLE_SHARE = 0.75
"""An object is placed again until at least this share of it lies in the scene and uncovered."""


@dataclass(frozen=True)
class Scene:
    """A composed scene.

    `image` is (112, 112, 3) uint8 RGB; `masks` (classes, 112, 112) bool, the visible pixels of each
    class's object, all False for a class that is absent.
    """

    image: NDArray[np.uint8]
    masks: NDArray[np.bool_]

    @property
    def present(self) -> NDArray[np.bool_]:
        """Which classes are in the scene, (classes,)."""
        return np.asarray(self.masks.any(axis=(1, 2)))


@dataclass(frozen=True)
class Layer:
    """A cut-out laid on the scene: `image` (112, 112, 3) and `alpha` (112, 112), both float32."""

    image: NDArray[np.float32]
    alpha: NDArray[np.float32]


@dataclass(frozen=True)
class Composer:
    """Draws scenes from cut-outs (by class, in the order of the classes) and backgrounds."""

    cutouts: tuple[tuple[Cutout, ...], ...]
    backgrounds: tuple[NDArray[np.uint8], ...]

    @classmethod
    def from_photographs(cls) -> Composer:
        """A composer with every cut-out and background there is."""
        small = [_shrink_cutout(cutout) for cutout in cutouts()]
        by_class = (tuple(c for c in small if c.class_name == name) for name in CLASS_NAMES)
        return cls(tuple(by_class), tuple(_shrink_background(photo) for photo in backgrounds()))

    def scenes(self, rng: np.random.Generator, counts: tuple[int, ...]) -> Iterator[Scene]:
        """An endless run of scenes with as many objects as one of `counts`, drawn at random."""
        while True:
            scene = self._try_scene(rng, int(rng.choice(counts)))
            if scene is not None:
                yield scene

    def _try_scene(self, rng: np.random.Generator, count: int) -> Scene | None:
        """A scene of `count` objects of different classes, or None when they hide each other."""
        canvas = self._background(rng)
        masks = np.zeros((len(CLASS_NAMES), SCENE_SIZE, SCENE_SIZE), np.bool_)
        whole = np.zeros(len(CLASS_NAMES))
        for index in rng.permutation(len(CLASS_NAMES))[:count]:
            cutout = self.cutouts[index][rng.integers(len(self.cutouts[index]))]
            layer, pixels = _lay_out(rng, cutout, count)
            canvas += layer.alpha[..., None] * (layer.image - canvas)
            masks &= layer.alpha <= 0.5
            masks[index], whole[index] = layer.alpha > 0.5, pixels
        if (masks.sum(axis=(1, 2)) < VISIBLE_SHARE * whole).any():
            return None
        return Scene(_develop(rng, canvas), masks)

    def _background(self, rng: np.random.Generator) -> NDArray[np.float32]:
        """A background; in a third of the scenes strewn with patches of others as distractors."""
        canvas = self._texture(rng)
        if rng.random() < 0.35:
            for _ in range(rng.integers(1, 4)):
                alpha = _blob(rng)[..., None]
                canvas += alpha * (self._texture(rng) - canvas)
        return canvas

    def _texture(self, rng: np.random.Generator) -> NDArray[np.float32]:
        """A tinted piece of a background photograph or, at times, a plain gradient of colours."""
        if rng.random() < 0.25:
            corners = rng.uniform(20, 235, (2, 2, 3)).astype(np.float32)
            return resized(corners, SCENE_SIZE, SCENE_SIZE, cv2.INTER_LINEAR)
        photo = self.backgrounds[rng.integers(len(self.backgrounds))]
        height, width = photo.shape[:2]
        side = int(rng.uniform(0.5, 1.0) * min(height, width))
        top, left = rng.integers(height - side + 1), rng.integers(width - side + 1)
        square = photo[top : top + side, left : left + side]
        piece = resized(square, SCENE_SIZE, SCENE_SIZE)
        if rng.random() < 0.5:
            piece = piece[:, ::-1]
        return _recolour(rng, piece.astype(np.float32), spread=0.35)


def _shrink_cutout(cutout: Cutout) -> Cutout:
    scale = min(1.0, CUTOUT_SIZE / max(cutout.alpha.shape))
    image, alpha = scaled(cutout.image, scale), scaled(cutout.alpha, scale)
    return Cutout(cutout.class_name, image, alpha)


def _shrink_background(photo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return scaled(photo, min(1.0, BACKGROUND_SIZE / min(photo.shape[:2])))


def _lay_out(rng: np.random.Generator, cutout: Cutout, count: int) -> tuple[Layer, float]:
    """The cut-out at a random size, tilt and place; with it the pixels it would cover unclipped."""
    # The size is that of a square of equal area: a thin object must not vanish beside a round one.
    side = rng.uniform(32, 72 if count == 1 else 52)
    scale = min(side / (cutout.alpha > 0.5).sum() ** 0.5, MAX_LENGTH / max(cutout.alpha.shape))
    image, alpha = scaled(cutout.image, scale), scaled(cutout.alpha, scale)
    if rng.random() < 0.5:
        image, alpha = image[:, ::-1], alpha[:, ::-1]
    height, width = alpha.shape
    centre = (width / 2, height / 2)
    turn = np.array(cv2.getRotationMatrix2D(centre, float(rng.uniform(-12, 12)), 1), np.float64)
    # Up to an eighth of the object may leave the scene, on any side.
    for axis, extent in ((0, width), (1, height)):
        turn[axis, 2] += rng.uniform(-extent / 8, SCENE_SIZE - extent * 7 / 8)
    recoloured = _recolour(rng, image.astype(np.float32), spread=0.15)
    layer = Layer(
        moved(recoloured, turn, SCENE_SIZE, cv2.BORDER_REPLICATE),
        moved(np.clip(alpha, 0, 1), turn, SCENE_SIZE, cv2.BORDER_CONSTANT),
    )
    return layer, float((alpha > 0.5).sum())


def _recolour(
    rng: np.random.Generator, image: NDArray[np.float32], spread: float
) -> NDArray[np.float32]:
    """The picture with another brightness, contrast and tint, up to a share of `spread`."""
    gain = rng.uniform(1 - spread, 1 + spread, 3) * rng.uniform(1 - spread, 1 + spread)
    offset = rng.uniform(-60, 60) * spread
    return np.asarray(image * gain.astype(np.float32) + np.float32(offset), np.float32)


def _blob(rng: np.random.Generator) -> NDArray[np.float32]:
    """The alpha of a soft-edged ellipse or rectangle somewhere in the scene."""
    alpha = np.zeros((SCENE_SIZE, SCENE_SIZE), np.float32)
    x, y = (int(v) for v in rng.integers(0, SCENE_SIZE, 2))
    across, down = (int(v) for v in rng.integers(8, 40, 2))
    if rng.random() < 0.5:
        cv2.ellipse(alpha, (x, y), (across, down), float(rng.uniform(0, 180)), 0, 360, 1.0, -1)
    else:
        cv2.rectangle(alpha, (x - across, y - down), (x + across, y + down), 1.0, -1)
    return blurred(alpha, float(rng.uniform(0.5, 2.0)))


def _develop(rng: np.random.Generator, canvas: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The finished picture, with the slight blur or grain that photographs have."""
    if rng.random() < 0.3:
        canvas = blurred(canvas, float(rng.uniform(0.3, 0.8)))
    canvas = _recolour(rng, canvas, spread=0.1)
    grain = rng.standard_normal(canvas.shape, np.float32) * np.float32(rng.uniform(0, 6))
    return np.clip(canvas + grain, 0, 255).astype(np.uint8)
