"""Pictures for people: 8-bit RGB, in colour. Nothing here is ever compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.core.blank import Floats, Pixels
from grader.core.errors import BadInput
from grader.core.text import Message
from grader.goldens.colours import Colours, in_heat_colours
from grader.gradcam.pictures import WHITE, heat_picture
import numpy as np
from PIL import Image

OPAQUE = 0.85
"""How much of the scene the largest value of a map covers; a value of zero covers nothing."""


def to_8_bits(picture: Pixels) -> Colours:
    """A 16-bit picture, grey or RGB, as 8-bit RGB."""
    eight = np.round(picture / 257).astype(np.uint8)
    return eight if eight.ndim == 3 else np.repeat(eight[..., None], 3, axis=-1)


def heat_colours(activation_map: Floats, size: tuple[int, int]) -> Colours:
    """A class activation map, (h, w), at `size` (height, width), as the report shows it."""
    return in_heat_colours(heat_picture(activation_map, size))


def overlay(scene: Colours, activation_map: Floats) -> Colours:
    """The scene, covered by the heat map the more the larger its value is."""
    heat = heat_picture(activation_map, scene.shape[:2])
    share = np.clip(2 * (heat.astype(np.float32) / WHITE) - 1, 0, 1)
    opacity = OPAQUE * share[..., None]
    mixed = scene * (1 - opacity) + in_heat_colours(heat) * opacity
    return np.asarray(np.round(mixed), np.uint8)


def save(pictures: Mapping[str, Colours], folder: Path) -> None:
    """Write each picture as PNG, by its name. Raises BadInput."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in pictures.items():
            Image.fromarray(picture).save(folder / f"{file_name(name)}.png")
    except OSError as error:
        raise BadInput(
            Message(
                "The pictures cannot be written to {folder}: {error}.", folder=folder, error=error
            )
        ) from error


def file_name(name: str) -> str:
    """A name for a file or a folder: small letters and digits, and _ for a space."""
    kept = (letter for letter in name.strip().replace(" ", "_").casefold())
    return "".join(letter for letter in kept if letter.isalnum() or letter in "_-")
