"""Scenes: PNG files at the network's input size, read as they are, never resized."""

from __future__ import annotations

from pathlib import Path

import cv2
from grader.core.errors import BadInput
from grader.networks.spec import DATA
import numpy as np
from numpy.typing import NDArray


def find_scene(name: str, folder: Path) -> Path:
    """The file of the scene `name` of `folder`, or the PNG at the path `name`. Raises BadInput."""
    for path in (folder / f"{name}.png", Path(name)):
        if path.is_file():
            return path
    known = ", ".join(sorted(scene.stem for scene in folder.glob("*.png"))) or "no scenes"
    raise BadInput(f"There is no scene {name!r}.", f"{folder} holds {known}.")


def load_scene(
    name: str, size: tuple[int, int] | None = None, folder: Path = DATA / "scenes"
) -> NDArray[np.uint8]:
    """The scene `name` of `folder`, or the PNG at the path `name`; (H, W, 3) RGB in 0..255.

    `size` is the (height, width) that it must have, if any. Raises BadInput when the file is
    missing, is not a picture of 8 bits a channel, or has another size.
    """
    path = find_scene(name, folder)
    scene = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    if scene is None:
        raise BadInput(f"{path} cannot be read as a picture.", "It should be an 8-bit PNG.")
    if size is not None and scene.shape[:2] != size:
        raise BadInput(
            f"{path} is {scene.shape[1]} x {scene.shape[0]} pixels, "
            f"the network takes {size[1]} x {size[0]}.",
            "Scenes are never resized: crop the file itself or shrink it, by averaging "
            "(cv2.INTER_AREA), and save it as PNG.",
        )
    return np.asarray(scene, np.uint8)
