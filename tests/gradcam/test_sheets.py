"""Sheets and colours: what people look at says what it is, and never misleads by its colours."""

from __future__ import annotations

import io

from babel.messages.pofile import read_po
from grader.core.language import CATALOGUES
from grader.goldens.colours import (
    MIDDLE,
    cold_scale,
    heat_scale,
    in_heat_colours,
    is_zero_everywhere,
)
from grader.gradcam.gallery import file_name, heat_colours, overlay
from grader.gradcam.lettering import font, width_of, wrapped
from grader.gradcam.pictures import heat_picture
from grader.gradcam.sheets import GROUND, Row, Sheet, Shown, draw
import numpy as np
from PIL import ImageColor
import pytest

MAP = np.arange(12, dtype=np.float32).reshape(3, 4)
SCENE = np.random.default_rng(1).integers(0, 256, (30, 40, 3)).astype(np.uint8)


def lightness(colours: np.ndarray) -> np.ndarray:
    return colours.astype(float) @ (0.299, 0.587, 0.114)


def test_the_hotter_the_lighter_and_the_maximum_the_lightest() -> None:
    assert (np.diff(lightness(heat_scale())) > -0.5).all()
    shown = lightness(heat_colours(MAP, (30, 40)))
    assert shown.argmax() in np.flatnonzero(heat_picture(MAP, (30, 40)) == 65535)


def test_zero_is_black_and_what_is_negative_is_blue() -> None:
    picture = np.array([[0, MIDDLE, 65535]], np.uint16)
    below, zero, above = in_heat_colours(picture)[0].astype(int)
    assert zero.tolist() == [0, 0, 0]
    assert below[2] > below[0] and above[0] > above[2]
    assert (cold_scale()[1:, 2] > cold_scale()[1:, 0]).all()


def test_an_overlay_leaves_the_scene_alone_where_nothing_is_hot() -> None:
    covered = overlay(SCENE, MAP)
    values = heat_picture(MAP, (30, 40))
    assert (covered[values == MIDDLE] == SCENE[values == MIDDLE]).all()
    # Each pixel is between the scene and the heat's colour, nearer the latter the hotter it is.
    heat = heat_colours(MAP, (30, 40)).astype(float)
    away, reached = np.abs(heat - SCENE).sum(-1), np.abs(covered - heat).sum(-1)
    hot = values > 60000
    assert (reached[hot] < 0.35 * away[hot] + 3).all()
    assert (overlay(SCENE, 0 * MAP) == SCENE).all()


def test_a_picture_of_zeros_is_known() -> None:
    assert is_zero_everywhere(heat_picture(0 * MAP, (6, 8)))
    assert not is_zero_everywhere(heat_picture(MAP, (6, 8)))


def ground_share(sheet: Sheet) -> float:
    drawn = np.asarray(draw(sheet))
    return float((drawn == ImageColor.getrgb(GROUND)).all(-1).mean())


def test_a_sheet_has_room_for_all_and_an_empty_one_is_not_empty() -> None:
    full = Row(tuple(Shown(np.zeros((30, 40, 3), np.uint8), "a", "b") for _ in range(3)))
    empty = Row(tuple(Shown(None, "a", "TODO1: return it") for _ in range(3)))
    dark = (np.asarray(draw(Sheet("t", (full, full)))) == 0).all(-1).sum()
    assert dark == 6 * 224 * 168
    assert ground_share(Sheet("t", (full, empty, empty))) < 0.5


def test_letters_are_written_below_and_above() -> None:
    shown = Shown(np.full((8, 8, 3), 255, np.uint8), "title", "a caption", scale="3.1")
    plain, bare = Sheet("", (Row((shown,)),)), Sheet("", (Row((Shown(shown.picture),)),))
    assert draw(plain).height > draw(bare).height
    colours = {tuple(c) for c in np.asarray(draw(plain)).reshape(-1, 3)}
    assert {tuple(c) for c in heat_scale()[::20]} & colours


@pytest.mark.parametrize("text", ["one two three four five", "每幅图各自缩放，不能相互比较。"])  # noqa: RUF001
def test_lines_are_as_wide_as_there_is_room(text: str) -> None:
    lines = wrapped(text, 15, 90)
    assert len(lines) > 1 and max(width_of(line, 15) for line in lines) <= 105
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line.startswith(("，", "。", " ")) for line in lines)  # noqa: RUF001


def test_every_letter_of_the_translations_can_be_drawn() -> None:
    missing = bytes(font(20).getmask("\ue000"))
    drawn = ("grader/gradcam/", "reference_solution.py")
    letters = {
        letter
        for path in CATALOGUES.glob("*/LC_MESSAGES/*.po")
        for message in read_po(io.BytesIO(path.read_bytes()))
        if any(place.startswith(drawn) for place, _line in message.locations)
        for letter in str(message.string)
        if letter > " "
    }
    assert len(letters) > 300
    lacking = {c for c in letters if bytes(font(20).getmask(c)) == missing}
    assert not lacking, "see grader/gradcam/lettering/__init__.py"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Guided Grad-CAM (class)", "guided_grad-cam_class"),
        ("n02123159 tiger cat", "n02123159_tiger_cat"),
        ("../../etc", "etc"),
        ("猫", "猫"),
    ],
)
def test_names_are_safe_for_files(name: str, file: str) -> None:
    assert file_name(name) == file
