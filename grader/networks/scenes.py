"""Scenes: PNG files at the network's input size, read unchanged and never resized."""

from __future__ import annotations

from pathlib import Path

import cv2
from grader.core.errors import BadInput
from grader.core.text import Message
from grader.networks.spec import DATA
import numpy as np
from numpy.typing import NDArray


def find_scene(name: str, folder: Path) -> Path:
    """The file of the scene `name` of `folder`, or the PNG at the path `name`. Raises BadInput."""
    for path in (folder / f"{name}.png", Path(name)):
        if path.is_file():
            return path
    known = ", ".join(sorted(scene.stem for scene in folder.glob("*.png")))
    raise BadInput(
        Message("There is no scene {name}.", name=repr(name)),
        Message("The scenes in {folder} are: {known}.", folder=folder, known=known or "-"),
    )


def load_scene(
    name: str, size: tuple[int, int] | None = None, folder: Path = DATA / "scenes"
) -> NDArray[np.uint8]:
    """The scene `name` of `folder`, or the PNG at the path `name`; (H, W, 3) RGB in 0..255.

    `size` is the (height, width) that it must have, if any. Raises BadInput when the file is
    missing, is not a picture with 8 bits per channel, or has another size.
    """
    path = find_scene(name, folder)
    scene = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    if scene is None:
        raise BadInput(
            Message("{path} cannot be read as a picture.", path=path),
            Message("It should be an 8-bit PNG."),
        )
    if size is not None and scene.shape[:2] != size:
        raise BadInput(
            Message(
                "{path} is {width} x {height} pixels, but the network takes {size}.",
                path=path,
                width=scene.shape[1],
                height=scene.shape[0],
                size=f"{size[1]} x {size[0]}",
            ),
            Message(
                "Scenes are not resized: crop the picture or shrink it by averaging "
                "(cv2.INTER_AREA), and save it as a PNG."
            ),
        )
    return np.asarray(scene, np.uint8)
