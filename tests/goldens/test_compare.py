"""A picture passes only when both limits hold."""

from __future__ import annotations

from grader.goldens.compare import FULL_RANGE, Tolerance, compare, share_beyond, similarity
import numpy as np
import pytest

TOLERANCE = Tolerance(ssim=0.99, levels=100, share=0.01)


def picture(seed: int = 0, shape: tuple[int, ...] = (40, 50, 3)) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, FULL_RANGE, shape).astype(np.uint16)


@pytest.mark.parametrize("shape", [(40, 50), (40, 50, 3)])
def test_equal_pictures_pass(shape: tuple[int, ...]) -> None:
    result = compare(picture(shape=shape), picture(shape=shape), TOLERANCE)
    assert (result.ssim, result.beyond, result.passed) == (1.0, 0.0, True)


def test_the_shortcut_for_equal_pictures_says_what_the_comparison_would() -> None:
    assert similarity(picture(), picture()) == pytest.approx(1.0)
    assert share_beyond(picture(), picture(), 0) == 0.0


def test_a_blank_page_is_similar_but_does_not_pass() -> None:
    page = np.full((60, 60), FULL_RANGE, np.uint16)
    page[28:32, 10:50] = 0
    blank = np.full_like(page, FULL_RANGE)
    result = compare(blank, page, Tolerance(ssim=0.5, levels=100, share=0.01))
    assert result.ssim > 0.5
    assert result.beyond == pytest.approx(160 / 3600)
    assert not result.passed


def test_similarity_alone_can_fail_a_picture_within_the_pixel_tolerance() -> None:
    flat = np.full((40, 40), 30000, np.uint16)
    noisy = (flat + np.random.default_rng(0).integers(-90, 90, flat.shape)).astype(np.uint16)
    result = compare(noisy, flat, Tolerance(ssim=0.9999999, levels=100, share=0.0))
    assert result.beyond == 0.0 and not result.passed


def test_a_pixel_counts_once_however_many_of_its_channels_differ() -> None:
    golden = np.zeros((10, 10, 3), np.uint16)
    other = golden.copy()
    other[0, 0] = 5000
    other[1, 1, 2] = 5000
    assert share_beyond(other, golden, 100) == pytest.approx(0.02)


def test_differences_do_not_wrap_around() -> None:
    dark, bright = np.zeros((8, 8), np.uint16), np.full((8, 8), FULL_RANGE, np.uint16)
    assert share_beyond(dark, bright, FULL_RANGE - 1) == 1.0


def test_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        compare(picture(shape=(40, 50)), picture(), TOLERANCE)
