"""The rendering: what may differ in a right answer changes no picture, what may not shows."""

from __future__ import annotations

from grader.core.exercise import Question
from grader.gradcam.blanks import BLANKS
from grader.gradcam.pictures import (
    WHITE,
    guided_grad_cam,
    heat_picture,
    product_picture,
    resize_map,
    saliency_picture,
    signed_picture,
)
import numpy as np
import pytest

GREY = (WHITE + 1) // 2
RANDOM = np.random.default_rng(0)
GRADIENT = RANDOM.normal(size=(14, 10, 3)).astype(np.float32)
MAP = RANDOM.uniform(0, 3, size=(3, 4)).astype(np.float32)


@pytest.mark.parametrize("factor", [1e-6, 0.5, 2.0, 1e6])
def test_a_positive_factor_changes_no_saliency_and_no_heat(factor: float) -> None:
    one, other = (saliency_picture(np.float32(f) * GRADIENT, bgr=False) for f in (1, factor))
    assert np.abs(one.astype(int) - other).max() <= 1
    one, other = (heat_picture(np.float32(f) * MAP, (14, 10)) for f in (1, factor))
    assert np.abs(one.astype(int) - other).max() <= 1


@pytest.mark.parametrize("exponent", [-110, -73, 60, 120])
def test_what_float32_hardly_holds_makes_the_same_pictures(exponent: int) -> None:
    """A deep network's gradients are of 1e-22; a power of two changes no digit of them."""
    far = np.float32(2.0) ** exponent
    gradient, heat = GRADIENT.clip(-2, 2).round(3), MAP.round(3)
    with np.errstate(all="raise"):
        for picture, of_far in [
            (saliency_picture(gradient, False), saliency_picture(gradient * far, False)),
            (heat_picture(heat, (14, 10)), heat_picture(heat * far, (14, 10))),
            (
                product_picture(gradient, heat, False),
                product_picture(gradient * far, heat * far, False),
            ),
        ]:
            assert np.abs(picture.astype(int) - of_far).max() <= 1
    assert saliency_picture(np.full_like(GRADIENT, 1e-45), False).dtype == np.uint16


def test_a_factor_shows_where_the_scale_is_fixed() -> None:
    values = np.clip(GRADIENT, -1, 1)
    assert (signed_picture(values, bgr=False) != signed_picture(values / 2, bgr=False)).any()


def test_zero_is_the_middle_grey() -> None:
    zero = np.zeros_like(GRADIENT)
    for picture in (saliency_picture(zero, False), signed_picture(zero, False)):
        assert (picture == GREY).all() and picture.dtype == np.uint16
    assert (heat_picture(0 * MAP, (6, 8)) == GREY).all()


def test_a_constant_gradient_makes_no_division_by_zero() -> None:
    with np.errstate(all="raise"):
        assert (saliency_picture(np.full_like(GRADIENT, 3.0), False) == GREY).all()


def test_a_negative_value_of_a_map_shows_dark() -> None:
    negative = MAP - MAP.max()
    assert heat_picture(negative, (30, 40)).min() == 0
    assert heat_picture(MAP, (30, 40)).min() >= GREY


def test_the_maximum_of_a_heat_map_is_white() -> None:
    assert heat_picture(MAP, (30, 40)).max() == WHITE


def test_bgr_gradients_become_rgb_pictures() -> None:
    as_rgb, as_bgr = saliency_picture(GRADIENT, False), saliency_picture(GRADIENT, True)
    np.testing.assert_array_equal(as_bgr, as_rgb[..., ::-1])


def test_resizing_takes_height_before_width() -> None:
    assert resize_map(MAP, (30, 40)).shape == (30, 40)
    assert heat_picture(MAP, (30, 40)).shape == (30, 40)


def test_guided_grad_cam_is_zero_where_either_is() -> None:
    saliency = GRADIENT.copy()
    saliency[:7] = 0
    assert not guided_grad_cam(saliency, MAP)[:7].any()
    assert not guided_grad_cam(GRADIENT, 0 * MAP).any()


def test_there_is_no_picture_of_missing_or_infinite_values() -> None:
    pictures = BLANKS[-1].pictures
    scene = np.zeros((*GRADIENT.shape[:2], 3), np.uint8)
    question = Question({"bgr": False}, {"scene": scene})
    product = pictures["guided_grad_cam_class"]
    assert product.drawn({"guided_class": GRADIENT}, question) is None
    broken = GRADIENT.copy()
    broken[0, 0, 0] = np.nan
    assert pictures["guided_class"].drawn({"guided_class": broken}, question) is None
    both = {"guided_class": GRADIENT, "grad_cam": MAP}
    assert product.drawn(both, question) is not None
