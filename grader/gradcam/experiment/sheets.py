"""A figure: rows and columns of pictures on white, with a title, headings and captions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
from grader.core.errors import BadInput
from grader.core.text import Message
from grader.gradcam.gallery import Colours
import numpy as np
from PIL import Image, ImageDraw, ImageFont

GAP, MARGIN, LABELS = 10, 24, 136
TITLE, HEADING, CAPTION = 24, 15, 13
INK, FAINT = "#1b1f24", "#5b6470"
PALETTE = 256


@dataclass(frozen=True)
class Shown:
    """A picture in a figure, and what stands below it."""

    picture: Colours
    caption: str = ""


@dataclass(frozen=True)
class Row:
    """A picture below each heading, and what stands before them."""

    label: str
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Figure:
    """Rows of pictures below a title and headings; `side` is that of a picture, in pixels."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    side: int = 208


def draw(figure: Figure) -> Image.Image:
    """The figure as a picture. Small pictures are enlarged smoothly: a pixel is no information."""
    has_captions = any(shown.caption for row in figure.rows for shown in row.shown)
    step = figure.side + GAP + (CAPTION + 8 if has_captions else 0)
    top = MARGIN + TITLE + 20 + HEADING + 10
    left = MARGIN + (LABELS if any(row.label for row in figure.rows) else 0)
    width = left + len(figure.headings) * (figure.side + GAP) - GAP + MARGIN
    sheet = Image.new("RGB", (width, top + len(figure.rows) * step - GAP + MARGIN), "white")
    _text(sheet, (MARGIN, MARGIN), figure.title, TITLE)
    for place, heading in enumerate(figure.headings):
        at = (left + place * (figure.side + GAP), top - HEADING - 10)
        _text(sheet, at, heading, HEADING)
    for place, row in enumerate(figure.rows):
        _draw_row(sheet, row, left, top + place * step, figure.side)
    return sheet


def _draw_row(sheet: Image.Image, row: Row, left: int, top: int, side: int) -> None:
    _text(sheet, (MARGIN, top + side // 2 - HEADING // 2), row.label, HEADING)
    for place, shown in enumerate(row.shown):
        x = left + place * (side + GAP)
        enlarged = cv2.resize(shown.picture, (side, side), interpolation=cv2.INTER_CUBIC)
        sheet.paste(Image.fromarray(np.asarray(enlarged, np.uint8)), (x, top))
        _text(sheet, (x, top + side + 4), shown.caption, CAPTION, FAINT)


def _text(sheet: Image.Image, at: tuple[int, int], text: str, size: int, ink: str = INK) -> None:
    ImageDraw.Draw(sheet).text(at, text, ink, ImageFont.load_default(size))


def save(figure: Figure, path: Path) -> None:
    """Write a figure as a PNG with a palette, a third of the size. Raises BadInput."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sheet = draw(figure)
        dither = Image.Dither.FLOYDSTEINBERG
        sheet = sheet.quantize(palette=sheet.quantize(PALETTE), dither=dither)
        sheet.save(path, optimize=True)
    except OSError as error:
        raise BadInput(
            Message("{path} cannot be written: {strerror}.", path=path, strerror=error.strerror)
        ) from error
