"""Pictures for people: 8-bit RGB, in colour, with titles. Nothing here is ever compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import cv2
from grader.core.errors import BadInput
from grader.core.text import Message
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Colours = NDArray[np.uint8]
"""(H, W, 3) RGB, 0..255."""

GREEN, WHITE = (60, 255, 60), (255, 255, 255)
COLUMNS, MARGIN, TITLE_HEIGHT, SCALE = 3, 12, 26, 3


def overlay(scene: Colours, heat_map: NDArray[np.floating]) -> Colours:
    """The scene, with the positive part of a map of its size, (H, W), laid over it."""
    positive = np.maximum(heat_map, 0)
    grey = np.round(255 * positive / max(float(positive.max()), np.finfo(np.float32).tiny))
    heat = cv2.applyColorMap(grey.astype(np.uint8), cv2.COLORMAP_TURBO)[..., ::-1]
    return np.asarray(cv2.addWeighted(scene, 0.55, np.ascontiguousarray(heat), 0.45, 0), np.uint8)


def with_box(
    picture: Colours, box: tuple[int, int, int, int], colour: tuple[int, int, int]
) -> Colours:
    """A copy with the outline of a box: x0, y0, x1, y1, half-open."""
    x0, y0, x1, y1 = box
    drawn = np.ascontiguousarray(picture)
    return np.asarray(cv2.rectangle(drawn.copy(), (x0, y0), (x1 - 1, y1 - 1), colour), np.uint8)


def contact_sheet(titled: Mapping[str, Colours]) -> Colours:
    """All pictures on one white sheet, three in a row, each under its title."""
    height, width = (SCALE * side for side in next(iter(titled.values())).shape[:2])
    rows = -(-len(titled) // COLUMNS)
    size = COLUMNS * (width + MARGIN) + MARGIN, rows * (height + TITLE_HEIGHT + MARGIN) + MARGIN
    sheet = Image.new("RGB", size, "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=16)
    for place, (title, picture) in enumerate(titled.items()):
        left = MARGIN + place % COLUMNS * (width + MARGIN)
        top = MARGIN + place // COLUMNS * (height + TITLE_HEIGHT + MARGIN)
        draw.text((left, top), title, fill="black", font=font)
        enlarged = cv2.resize(picture, (width, height), interpolation=cv2.INTER_NEAREST)
        sheet.paste(Image.fromarray(enlarged), (left, top + TITLE_HEIGHT))
    return np.asarray(sheet)


def save(titled: Mapping[str, Colours], folder: Path) -> None:
    """Write each picture, and the contact sheet of all, as PNG. Raises BadInput."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for title, picture in {**titled, "contact sheet": contact_sheet(titled)}.items():
            name = title.partition(":")[0].replace(" ", "_").lower()
            Image.fromarray(picture).save(folder / f"{name}.png")
    except OSError as error:
        raise BadInput(
            Message(
                "The pictures cannot be written to {folder}: {error}.", folder=folder, error=error
            )
        ) from error
