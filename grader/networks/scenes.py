"""Scenes: PNG files at the network's input size, read as they are; and photographs, for looking."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
from grader.core.errors import BadInput
from grader.core.text import Message
from grader.networks.spec import DATA
import numpy as np
from numpy.typing import NDArray

SCENES = DATA / "scenes"


@dataclass(frozen=True)
class Viewed:
    """A scene to look at, (H, W, 3) RGB in 0..255, and what was done to the picture."""

    pixels: NDArray[np.uint8]
    note: Message | None = None


def find_scene(name: str, folder: Path) -> Path:
    """The file of the scene `name` of `folder`, or at the path `name`. Raises BadInput."""
    for path in (folder / f"{name}.png", Path(name)):
        if path.is_file():
            return path
    known = ", ".join(sorted(scene.stem for scene in folder.glob("*.png")))
    raise BadInput(
        Message("There is no scene {name}.", name=repr(name)),
        Message("The scenes in {folder} are: {known}.", folder=folder, known=known or "-"),
    )


def load_scene(
    name: str, size: tuple[int, int] | None = None, folder: Path = SCENES
) -> NDArray[np.uint8]:
    """The scene `name` of `folder`, or the PNG at the path `name`; (H, W, 3) RGB in 0..255.

    `size` is the (height, width) that it must have, if any. Raises BadInput when the file is
    missing, is not a picture of 8 bits a channel, or has another size.
    """
    path = find_scene(name, folder)
    scene = _read(path)
    if size is not None and scene.shape[:2] != size:
        raise BadInput(
            Message(
                "{path} is {width} x {height} pixels, but the network takes {size}.",
                path=path,
                width=scene.shape[1],
                height=scene.shape[0],
                size=_pixels(size),
            ),
            Message(
                "Scenes are not resized: crop the picture or shrink it by averaging "
                "(cv2.INTER_AREA), and save it as a PNG."
            ),
        )
    return scene


def view_scene(name: str, size: tuple[int, int], folder: Path = SCENES) -> Viewed:
    """The same for looking at: any photograph, its middle cropped and scaled to (height, width).

    Marking never does this: whoever scales a picture decides what is seen. Raises BadInput when the
    file is missing or is no picture.
    """
    path = find_scene(name, folder)
    photo = _read(path)
    if photo.shape[:2] == size:
        return Viewed(photo)
    middle = _middle(photo, size[1] / size[0])
    is_larger = middle.shape[0] > size[0]
    rule = cv2.INTER_AREA if is_larger else cv2.INTER_CUBIC
    scaled = np.asarray(cv2.resize(middle, size[::-1], interpolation=rule), np.uint8)
    was, kept = _pixels(photo.shape), _pixels(middle.shape)
    note = Message(
        "{name} has {was} pixels: its middle, {kept}, is scaled to {size}.",
        name=path.name,
        was=was,
        kept=kept,
        size=_pixels(size),
    )
    return Viewed(scaled, note)


def _middle(photo: NDArray[np.uint8], ratio: float) -> NDArray[np.uint8]:
    """The largest part in the middle that is `ratio` times as wide as high."""
    height, width = photo.shape[:2]
    rows, columns = min(height, round(width / ratio)), min(width, round(height * ratio))
    top, left = (height - rows) // 2, (width - columns) // 2
    return photo[top : top + max(rows, 1), left : left + max(columns, 1)]


def _pixels(shape: tuple[int, ...]) -> str:
    return f"{shape[1]} x {shape[0]}"


def _read(path: Path) -> NDArray[np.uint8]:
    """A picture file, the right way up as a camera says, (H, W, 3) RGB. Raises BadInput."""
    # OpenCV cannot open a path with Chinese characters on Windows; bytes it can read anywhere.
    content = np.frombuffer(path.read_bytes(), np.uint8)
    picture = cv2.imdecode(content, cv2.IMREAD_COLOR_RGB) if content.size else None
    if picture is None:
        raise BadInput(
            Message("{path} cannot be read as a picture.", path=path),
            Message(
                "It should be an 8-bit PNG or, to look at, a JPEG; save an iPhone's HEIC as JPEG."
            ),
        )
    return np.asarray(picture, np.uint8)
