"""A sheet: rows of pictures, titled and captioned, on a ground that suits light and dark pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
from grader.core.errors import BadInput
from grader.core.text import Message
from grader.goldens.colours import Colours, heat_scale
from grader.gradcam.lettering import font, width_of, wrapped
import numpy as np
from PIL import Image, ImageDraw

GAP, TITLE_GAP, MARGIN, ROUND = 14, 4, 24, 14
TITLE, HEADING, CAPTION = 22, 15, 13
BAR = 7
GROUND, INK, FAINT, EMPTY = "#f6f7f9", "#1b1f24", "#5b6470", "#e4e7ec"
LEADING = 1.4
"""From line to line, in heights of a letter."""


@dataclass(frozen=True)
class Shown:
    """A picture with a title above it and a caption below; without a picture an empty frame.

    `scale` is what the brightest colour of a heat map stands for; a colour bar then says so. A
    photograph is enlarged smoothly; of computed values each pixel stays what it is.
    """

    picture: Colours | None
    title: str = ""
    caption: str = ""
    scale: str = ""
    is_photograph: bool = False


@dataclass(frozen=True)
class Row:
    """Pictures side by side, and what stands before them."""

    shown: tuple[Shown, ...]
    label: str = ""


@dataclass(frozen=True)
class Sheet:
    """Rows of pictures, `side` pixels wide, between a title, facts about all, and a note below.

    All pictures have the proportions of the first.
    """

    title: str
    rows: tuple[Row, ...]
    facts: str = ""
    note: str = ""
    side: int = 224


def draw(sheet: Sheet) -> Image.Image:
    """The sheet as a picture, RGB."""
    return _Drawing(sheet).made()


def save(sheet: Sheet, path: Path) -> None:
    """Write a sheet as a PNG in all its colours. Raises BadInput."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draw(sheet).save(path, optimize=True)
    except OSError as error:
        raise BadInput(
            Message("{path} cannot be written: {problem}.", path=path, problem=error.strerror)
        ) from error


class _Drawing:
    """The layout of one sheet: where everything lies is computed once, from its texts."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        labels = [row.label for row in sheet.rows if row.label]
        self.left = MARGIN + max((width_of(label, HEADING) + GAP for label in labels), default=0)
        columns = max(len(row.shown) for row in sheet.rows)
        self.width = self.left + columns * (sheet.side + GAP) - GAP + MARGIN
        first = next((each.picture for each in _all(sheet) if each.picture is not None), None)
        shape = (1, 1) if first is None else first.shape
        self.high: int = round(sheet.side * shape[0] / shape[1])

    def made(self) -> Image.Image:
        """The whole sheet."""
        head = [*self._wrapped(self.sheet.title, TITLE), *self._wrapped(self.sheet.facts, HEADING)]
        foot = self._wrapped(self.sheet.note, CAPTION)
        heights = [self._height(row) for row in self.sheet.rows]
        body = sum(heights) + GAP * len(heights)
        height = 2 * MARGIN + _high(head) + GAP // 2 + body + _high(foot) - (0 if foot else GAP)
        image = Image.new("RGB", (self.width, height), GROUND)
        self.pen = ImageDraw.Draw(image)
        self.image = image
        y = self._lines(MARGIN, MARGIN, head, INK) + GAP // 2
        for row, row_height in zip(self.sheet.rows, heights, strict=True):
            self._row(row, y)
            y += row_height + GAP
        self._lines(MARGIN, y, foot, FAINT)
        return image

    def _wrapped(self, text: str, size: int, width: int = 0) -> list[tuple[str, int]]:
        """Lines and their size, for the whole width unless another is given."""
        lines = wrapped(text, size, width or self.width - 2 * MARGIN)
        return [(line, size) for line in lines if line]

    def _height(self, row: Row) -> int:
        return self._title_height(row) + self.high + self._caption_height(row)

    def _title_height(self, row: Row) -> int:
        lines = (self._wrapped(each.title, HEADING, self.sheet.side) for each in row.shown)
        highest = max(map(_high, lines))
        return highest + TITLE_GAP if highest else 0

    def _caption_height(self, row: Row) -> int:
        lines = (
            self._wrapped(each.caption, CAPTION, self.sheet.side)
            for each in row.shown
            if each.picture is not None
        )
        bar = BAR + _high([("0", CAPTION)]) if any(each.scale for each in row.shown) else 0
        text = bar + max(map(_high, lines), default=0)
        return text + TITLE_GAP if text else 0

    def _row(self, row: Row, top: int) -> None:
        side = self.sheet.side
        below = top + self._title_height(row)
        if row.label:
            self._lines(MARGIN, below + (self.high - HEADING) // 2, [(row.label, HEADING)], INK)
        for place, shown in enumerate(row.shown):
            x = self.left + place * (side + GAP)
            title = self._wrapped(shown.title, HEADING, side)
            self._lines(x, below - TITLE_GAP - _high(title), title, INK)
            if shown.picture is None:
                self._frame(x, below, shown.caption)
            else:
                self.image.paste(Image.fromarray(_enlarged(shown, (side, self.high))), (x, below))
                y = below + self.high + TITLE_GAP
                if shown.scale:
                    y = self._bar(x, y, shown.scale)
                self._lines(x, y, self._wrapped(shown.caption, CAPTION, side), FAINT)

    def _frame(self, x: int, y: int, said: str) -> None:
        """An empty frame, in which it says what is missing."""
        side = self.sheet.side
        self.pen.rounded_rectangle((x, y, x + side - 1, y + self.high - 1), ROUND, EMPTY)
        lines = self._wrapped(said, HEADING, side - 2 * GAP)
        self._lines(x + GAP, y + (self.high - _high(lines)) // 2, lines, FAINT)

    def _bar(self, x: int, y: int, largest: str) -> int:
        """A colour bar from zero to the largest value; the next free y."""
        side = self.sheet.side
        bar = np.broadcast_to(heat_scale()[np.linspace(0, 255, side).astype(int)], (BAR, side, 3))
        self.image.paste(Image.fromarray(np.ascontiguousarray(bar)), (x, y))
        below = y + BAR
        self._lines(x, below, [("0", CAPTION)], FAINT)
        return self._lines(
            x + side - width_of(largest, CAPTION), below, [(largest, CAPTION)], FAINT
        )

    def _lines(self, x: int, y: int, lines: list[tuple[str, int]], ink: str) -> int:
        """Write lines of text; the next free y."""
        for line, size in lines:
            self.pen.text((x, y), line, ink, font(size))
            y += round(size * LEADING)
        return y


def _all(sheet: Sheet) -> Iterator[Shown]:
    return (shown for row in sheet.rows for shown in row.shown)


def _high(lines: list[tuple[str, int]]) -> int:
    return sum(int(size * LEADING + 0.5) for _line, size in lines)


def _enlarged(shown: Shown, size: tuple[int, int]) -> Colours:
    """A picture at the size, (width, height), that pictures have in the sheet."""
    picture = np.asarray(shown.picture)
    height, width = picture.shape[:2]
    is_whole = size[0] % width == 0 and size[1] % height == 0
    rule = cv2.INTER_NEAREST if is_whole and not shown.is_photograph else cv2.INTER_CUBIC
    if size[0] < width:
        rule = cv2.INTER_AREA
    return np.asarray(cv2.resize(picture, size, interpolation=rule), np.uint8)
