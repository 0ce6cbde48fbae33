"""Cut-outs and backgrounds from the sample photographs that scikit-image ships in its package.

Nothing is downloaded, and only photographs under a clear free licence are used: see
`data/SOURCES.md`. The files are read directly, since `skimage.data` may ask for its downloader.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import as_file, files

import cv2
import numpy as np
from numpy.typing import NDArray

from training import outlines
from training.outlines import Ellipse, Points
from training.pixels import blurred

CLASS_NAMES = ("cat", "coffee", "astronaut", "shuttle", "photographer", "horse", "coin")
"""The demo network's classes, in the order of its outputs."""

EDGE_SOFTNESS = 1.0
"""Standard deviation, in pixels of the photograph, of the blur that softens a cut-out's edge."""

HORSE_COAT = (132, 82, 48)
"""RGB of the horse, a black silhouette in its source, which dark backgrounds would swallow."""


@dataclass(frozen=True)
class Cutout:
    """One object cut out of a photograph.

    `image` is (h, w, 3) uint8 RGB; `alpha` (h, w) float32, 1 on the object and 0 beside it.
    """

    class_name: str
    image: NDArray[np.uint8]
    alpha: NDArray[np.float32]


def photograph(name: str) -> NDArray[np.uint8]:
    """A sample photograph of scikit-image by its file name, (h, w, 3) uint8 RGB."""
    return _read(name, cv2.IMREAD_COLOR)[..., ::-1].copy()


def cutouts() -> tuple[Cutout, ...]:
    """Every cut-out, at the size of its photograph; `coin` has several, the other classes one."""
    astronaut, coins = photograph("astronaut.png"), photograph("coins.png")
    return (
        _cut("cat", photograph("chelsea.png"), outlines.CAT),
        _cut(
            "coffee",
            photograph("coffee.png"),
            outlines.SAUCER,
            outlines.CUP_RIM,
            outlines.SPOON_HANDLE,
        ),
        _cut("astronaut", astronaut, outlines.ASTRONAUT),
        _cut("shuttle", astronaut, outlines.SHUTTLE),
        _cut("photographer", photograph("camera.png"), outlines.PHOTOGRAPHER),
        _horse(),
        *(_cut("coin", coins, outline) for outline in outlines.COINS),
    )


def backgrounds() -> tuple[NDArray[np.uint8], ...]:
    """Pictures without any of the objects, each (h, w, 3) uint8 RGB and at least 120 wide."""
    coffee, camera = photograph("coffee.png"), photograph("camera.png")
    return (
        photograph("brick.png"),
        photograph("grass.png"),
        photograph("gravel.png"),
        photograph("hubble_deep_field.jpg"),
        coffee[:, 480:],  # a wooden table
        camera[:, 345:],  # sky, buildings, lawn
        camera[:120, 275:],  # sky alone
        photograph("retina.jpg")[300:1100, 300:1100],
        photograph("cell.png")[:, :340],
    )


def _read(name: str, flags: int) -> NDArray[np.uint8]:
    with as_file(files("skimage") / "data" / name) as path:
        image = cv2.imread(str(path), flags)
    if image is None:
        raise FileNotFoundError(f"scikit-image does not ship {name}: use scikit-image 0.22 to 0.26")
    return np.asarray(image, np.uint8)


def _cut(class_name: str, image: NDArray[np.uint8], *shapes: Points | Ellipse) -> Cutout:
    """What lies inside any of `shapes`, trimmed to its bounding box."""
    inside = np.zeros(image.shape[:2], np.uint8)
    for shape in shapes:
        cv2.fillPoly(inside, [_corners(shape)], 255, lineType=cv2.LINE_AA, shift=4)
    return _trim(class_name, image, _soften(inside))


def _corners(shape: Points | Ellipse) -> NDArray[np.int32]:
    """A shape as polygon corners in sixteenths of a pixel, as `cv2.fillPoly` takes them."""
    if isinstance(shape, Ellipse):
        turn = np.linspace(0, 2 * np.pi, 120, endpoint=False)
        x = shape.x + shape.half_width * np.cos(turn)
        y = shape.y + shape.half_height * np.sin(turn)
        corners = np.stack([x, y], axis=1)
    else:
        corners = np.array(shape, np.float64)
    return np.round(corners * 16).astype(np.int32)


def _soften(inside: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Alpha of a mask of 0..255, drawn in by a pixel so that no old background shines through."""
    eroded = np.asarray(cv2.erode(inside, np.ones((3, 3), np.uint8), borderValue=255), np.uint8)
    return blurred(eroded, EDGE_SOFTNESS).astype(np.float32) / np.float32(255)


def _trim(class_name: str, image: NDArray[np.uint8], alpha: NDArray[np.float32]) -> Cutout:
    rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    return Cutout(class_name, image[box].copy(), alpha[box].copy())


def _horse() -> Cutout:
    """The silhouette, lit from above so that it is not one flat colour."""
    lightness = _read("horse.png", cv2.IMREAD_UNCHANGED)[..., 0]
    inside = np.where(lightness < 128, 255, 0).astype(np.uint8)
    light = np.linspace(1.3, 0.6, inside.shape[0])[:, None, None] * np.ones((1, inside.shape[1], 1))
    image = np.clip(light * np.array(HORSE_COAT), 0, 255).astype(np.uint8)
    return _trim("horse", image, _soften(inside))
