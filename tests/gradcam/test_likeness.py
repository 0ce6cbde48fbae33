"""What a wrong picture shows is said as it is."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import Mock

import cv2
from grader.goldens.store import GoldenCase, Goldens
from grader.gradcam.likeness import describe
from grader.gradcam.pictures import WHITE, heat_picture, saliency_picture, signed_picture
import numpy as np
import pytest

RANDOM = np.random.default_rng(3)


def smooth(*shape: int) -> np.ndarray:
    noise = RANDOM.normal(size=shape).astype(np.float32)
    return cv2.GaussianBlur(noise, (0, 0), 3) * 10


GRADIENT = smooth(60, 60, 3)
MAP = np.maximum(smooth(60, 60) + 0.1, 0)
VALUES = np.clip(GRADIENT, -4, 4)


def case(class_index: int, layer: str = "last") -> GoldenCase:
    return GoldenCase(
        scene="cat",
        class_index=class_index,
        class_name=str(class_index),
        layer=layer,
        blanks=(),
        arrays={},
        asked="",
    )


@pytest.fixture
def goldens() -> Goldens:
    manifest = Mock(cases={"a": case(0), "b": case(1), "c": case(0, "first")})
    pictures = {
        ("a", "saliency_class"): saliency_picture(GRADIENT, False),
        ("b", "saliency_class"): saliency_picture(smooth(60, 60, 3), False),
        ("a", "guided_class"): saliency_picture(smooth(60, 60, 3), False),
        ("a", "grad_cam"): heat_picture(MAP, (60, 60)),
        ("c", "grad_cam"): heat_picture(np.maximum(smooth(60, 60), 0), (60, 60)),
        ("b", "grad_cam"): heat_picture(0 * MAP, (60, 60)),
        ("a", "relu_gradient"): signed_picture(VALUES, False),
    }
    return Goldens(manifest, pictures)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda g: 0 * g, "zero everywhere"),
        (lambda g: -g, "the wrong way round"),
        (lambda g: g[:, ::-1], "mirrored left to right"),
        (lambda g: g[::-1], "upside down"),
        (lambda g: g.swapaxes(0, 1), "rows and columns exchanged"),
        (lambda g: g[..., ::-1], "red and blue exchanged"),
        (np.abs, "lost the signs"),
        (lambda g: np.maximum(g, 0), "no negative values"),
        (lambda g: np.roll(g, (2, 5), axis=(0, 1)), "shifted by 5 pixels to the right and 2 down"),
    ],
)
def test_a_change_is_described(
    goldens: Goldens, change: Callable[[np.ndarray], np.ndarray], words: str
) -> None:
    picture = saliency_picture(np.ascontiguousarray(change(GRADIENT)), False)
    assert words in describe("a", "saliency_class", picture, goldens)


def test_another_picture_is_recognised(goldens: Goldens) -> None:
    guided = goldens.pictures["a", "guided_class"]
    assert describe("a", "saliency_class", guided, goldens) == "is what guided_class should be"
    other_class = goldens.pictures["b", "saliency_class"]
    assert "another class" in describe("a", "saliency_class", other_class, goldens)
    other_layer = goldens.pictures["c", "grad_cam"]
    assert "another layer" in describe("a", "grad_cam", other_layer, goldens)


def test_negative_values_of_a_map_are_named(goldens: Goldens) -> None:
    picture = heat_picture(MAP - MAP.mean(), (60, 60))
    assert "negative values" in describe("a", "grad_cam", picture, goldens)


def test_a_map_where_there_should_be_none_is_named(goldens: Goldens) -> None:
    picture = heat_picture(MAP, (60, 60))
    assert "should be zero everywhere" in describe("b", "grad_cam", picture, goldens)


def test_a_wrong_strength_is_told_where_the_scale_is_fixed(goldens: Goldens) -> None:
    half = describe("a", "relu_gradient", signed_picture(VALUES / 2, False), goldens)
    assert half == "has only 50% of the strength it should have"
    double = describe("a", "relu_gradient", signed_picture(2 * VALUES, False), goldens)
    assert double == "is 2 times as strong as it should be"


def test_noise_is_not_given_a_name(goldens: Goldens) -> None:
    noise = RANDOM.integers(0, WHITE, (60, 60, 3)).astype(np.uint16)
    words = describe("a", "saliency_class", noise, goldens)
    assert words.startswith("is something other than what is expected")
