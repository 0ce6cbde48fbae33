"""Pictures for people: 8-bit RGB, in colour, with titles. None of them is ever compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import cv2
from grader.core.blank import Floats, Pixels
from grader.core.errors import BadInput
from grader.core.text import Message
from grader.gradcam.pictures import in_range, resize_map
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Colours = NDArray[np.uint8]
"""(H, W, 3) RGB, 0..255."""

COLUMNS, MARGIN, TITLE_HEIGHT, SCALE = 3, 12, 26, 2


def to_8_bits(picture: Pixels) -> Colours:
    """A 16-bit picture, grey or RGB, as 8-bit RGB."""
    eight = np.round(picture / 257).astype(np.uint8)
    return eight if eight.ndim == 3 else np.repeat(eight[..., None], 3, axis=-1)


def heat_colours(activation_map: Floats, size: tuple[int, int]) -> Colours:
    """A class activation map, (h, w), as colours from blue (zero) to red (its maximum)."""
    resized = np.maximum(resize_map(in_range(activation_map), size), 0)
    grey = np.round(255 * resized / max(float(resized.max()), np.finfo(np.float32).tiny))
    coloured = cv2.applyColorMap(grey.astype(np.uint8), cv2.COLORMAP_TURBO)
    return np.ascontiguousarray(np.asarray(coloured, np.uint8)[..., ::-1])


def overlay(scene: Colours, activation_map: Floats) -> Colours:
    """The scene, with the class activation map laid over it."""
    heat = heat_colours(activation_map, scene.shape[:2])
    return np.asarray(cv2.addWeighted(scene, 0.55, heat, 0.45, 0), np.uint8)


def contact_sheet(titled: Mapping[str, Colours]) -> Colours:
    """All pictures on one white sheet, three per row, each under its title."""
    height, width = (SCALE * side for side in next(iter(titled.values())).shape[:2])
    rows = -(-len(titled) // COLUMNS)
    sheet = Image.new(
        "RGB",
        (COLUMNS * (width + MARGIN) + MARGIN, rows * (height + TITLE_HEIGHT + MARGIN) + MARGIN),
        "white",
    )
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=16)
    for place, (title, picture) in enumerate(titled.items()):
        left = MARGIN + place % COLUMNS * (width + MARGIN)
        top = MARGIN + place // COLUMNS * (height + TITLE_HEIGHT + MARGIN)
        draw.text((left, top), title, fill="black", font=font)
        enlarged = cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC)
        sheet.paste(Image.fromarray(enlarged), (left, top + TITLE_HEIGHT))
    return np.asarray(sheet)


def save(titled: Mapping[str, Colours], folder: Path) -> None:
    """Write each picture, and the contact sheet of all, as PNG. Raises BadInput."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for title, picture in {**titled, "contact sheet": contact_sheet(titled)}.items():
            name = title.replace(" ", "_").replace("(", "").replace(")", "").lower()
            Image.fromarray(picture).save(folder / f"{name}.png")
    except OSError as error:
        raise BadInput(
            Message(
                "The pictures cannot be written to {folder}: {error}.", folder=folder, error=error
            )
        ) from error
