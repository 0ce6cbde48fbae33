"""Pictures in the page."""

from __future__ import annotations

import base64
import io

from grader.goldens.colours import in_heat_colours
from grader.results.html.images import Picture16, data_uri, difference, look_alike
import numpy as np
from PIL import Image
import pytest


def decoded(uri: str) -> Image.Image:
    head, data = uri.split(",", 1)
    assert head == "data:image/png;base64"
    return Image.open(io.BytesIO(base64.b64decode(data)))


def grey(value: int, side: int = 8) -> Picture16:
    return np.full((side, side), value, np.uint16)


def test_a_picture_keeps_its_colours() -> None:
    picture = np.zeros((4, 5, 3), np.uint16)
    picture[..., 0] = 65535
    picture[..., 1] = 257 * 100
    shown = np.asarray(decoded(data_uri(picture)))
    assert shown.shape == (4, 5, 3)
    assert shown[0, 0].tolist() == [255, 100, 0]


def test_a_heat_map_is_shown_in_the_colours_of_the_template() -> None:
    """Zero, the middle grey, is black; the maximum is the brightest; what is negative is blue."""
    heat = np.array([[0, 32768, 65535]], np.uint16)
    below, zero, above = np.asarray(decoded(data_uri(heat)))[0].astype(int)
    assert np.array_equal(in_heat_colours(heat)[0], [below, zero, above])
    assert zero.tolist() == [0, 0, 0] and below[2] > below[0] and above[0] > above[2]


def test_a_large_picture_is_made_small() -> None:
    assert decoded(data_uri(np.zeros((600, 1200), np.uint16))).size == (256, 128)


def test_no_difference_has_no_picture() -> None:
    assert difference(grey(5), grey(5)) is None


def test_other_shapes_have_no_difference() -> None:
    assert difference(grey(5), grey(5, side=9)) is None


@pytest.mark.parametrize(("off", "factor"), [(1, 256), (2 * 257, 64), (300 * 100, 2), (65535, 1)])
def test_a_difference_is_amplified_by_a_power_of_two(off: int, factor: int) -> None:
    answered = grey(0)
    answered[:, 4:] = off
    found = difference(answered, grey(0))
    assert found is not None
    assert found.factor == factor
    # Pillow gives the palette's indices: 0 is black, and what is amplified never wraps round.
    indices = np.asarray(decoded(found.uri))
    assert (indices[:, :4] == 0).all()
    assert indices[0, 4] == round(off * factor / 257)


def test_the_worst_channel_counts() -> None:
    answered, golden = np.zeros((4, 4, 3), np.uint16), np.zeros((4, 4, 3), np.uint16)
    answered[0, 0] = (0, 0, 40000)
    found = difference(answered, golden)
    assert found is not None
    assert np.asarray(decoded(found.uri))[0, 0] == round(40000 / 257)


def test_the_ramp_of_a_difference_only_gets_lighter() -> None:
    answered = np.arange(256, dtype=np.uint16).reshape(16, 16) * 257
    found = difference(answered, np.zeros((16, 16), np.uint16))
    assert found is not None
    lightness = np.asarray(decoded(found.uri).convert("L"), np.int32).ravel()
    assert lightness[0] == 0
    assert (np.diff(lightness) >= -1).all()
    assert lightness[-1] > 230


def test_what_a_screen_cannot_show_looks_alike() -> None:
    assert look_alike(grey(257 * 9), grey(257 * 9 + 100))
    assert not look_alike(grey(257 * 9), grey(257 * 10))
