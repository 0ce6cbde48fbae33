"""What a wrong picture shows is said as it is."""

from __future__ import annotations

from collections.abc import Callable

import cv2
from grader.core.blank import Pixels
from grader.core.exercise import Question
from grader.core.subject import Wrong
from grader.gradcam.blanks import BLANKS
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


def question(scene: int, class_index: int, layer: str = "last") -> Question:
    about = {"class_index": class_index, "layer": layer, "bgr": False}
    return Question(about, {"scene": np.full((60, 60, 3), scene, np.uint8)})


QUESTIONS = {"a": question(1, 0), "b": question(1, 1), "c": question(1, 0, "first")}
GOLDENS = {
    ("a", "saliency_class"): saliency_picture(GRADIENT, False),
    ("b", "saliency_class"): saliency_picture(smooth(60, 60, 3), False),
    ("a", "guided_class"): saliency_picture(smooth(60, 60, 3), False),
    ("a", "grad_cam"): heat_picture(MAP, (60, 60)),
    ("c", "grad_cam"): heat_picture(np.maximum(smooth(60, 60), 0), (60, 60)),
    ("b", "grad_cam"): heat_picture(0 * MAP, (60, 60)),
    ("a", "relu_gradient"): signed_picture(VALUES, False),
}


def said(case: str, picture: str, made: Pixels) -> str:
    """What is said of a picture of that case."""
    at = case, picture
    blank = next(blank for blank in BLANKS if picture in blank.pictures)
    return str(describe(at, Wrong(blank, [at], {at: made}, GOLDENS, QUESTIONS, [], 655)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda g: 0 * g, "zero everywhere"),
        (lambda g: -g, "the opposite sign"),
        (lambda g: g[:, ::-1], "mirrored left to right"),
        (lambda g: g[::-1], "upside down"),
        (lambda g: g.swapaxes(0, 1), "rows and columns swapped"),
        (lambda g: g[..., ::-1], "red and blue swapped"),
        (np.abs, "lost the signs"),
        (lambda g: np.maximum(g, 0), "no negative values"),
        (lambda g: np.roll(g, (2, 5), axis=(0, 1)), "shifted by 5 pixels to the right and 2 down"),
    ],
)
def test_a_change_is_described(change: Callable[[np.ndarray], np.ndarray], words: str) -> None:
    picture = saliency_picture(np.ascontiguousarray(change(GRADIENT)), False)
    assert words in said("a", "saliency_class", picture)


def test_another_picture_is_recognised() -> None:
    guided = GOLDENS["a", "guided_class"]
    assert said("a", "saliency_class", guided) == "is what guided_class should be"
    other_class = GOLDENS["b", "saliency_class"]
    assert "another class" in said("a", "saliency_class", other_class)
    other_layer = GOLDENS["c", "grad_cam"]
    assert "another layer" in said("a", "grad_cam", other_layer)


def test_negative_values_of_a_map_are_named() -> None:
    picture = heat_picture(MAP - MAP.mean(), (60, 60))
    assert "negative values" in said("a", "grad_cam", picture)


def test_a_map_where_there_should_be_none_is_named() -> None:
    picture = heat_picture(MAP, (60, 60))
    assert "should be zero everywhere" in said("b", "grad_cam", picture)


def test_a_wrong_strength_is_told_where_the_scale_is_fixed() -> None:
    half = said("a", "relu_gradient", signed_picture(VALUES / 2, False))
    assert half == "has only 50% of the strength it should have"
    double = said("a", "relu_gradient", signed_picture(2 * VALUES, False))
    assert double == "is 2 times as strong as it should be"


def test_noise_is_not_given_a_name() -> None:
    noise = RANDOM.integers(0, WHITE, (60, 60, 3)).astype(np.uint16)
    words = said("a", "saliency_class", noise)
    assert words.startswith("has another pattern than expected: 100")


def test_where_all_differences_lie_is_told() -> None:
    spoilt = GRADIENT.copy()
    spoilt[30:] += 0.2 * smooth(30, 60, 3)
    lower = signed_picture(np.where(np.arange(60)[:, None, None] < 30, VALUES, spoilt), False)
    words = said("a", "relu_gradient", lower)
    assert words.startswith("has the expected pattern, but")
    assert words.endswith("of its pixels differ, all in its lower half")


def test_the_same_gradient_in_half_precision_is_no_other_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(GOLDENS, ("a", "relu_gradient_half"), GOLDENS["a", "relu_gradient"])
    nearly = signed_picture(VALUES * (np.abs(VALUES) > 0.2), False)
    assert "should be" not in said("a", "relu_gradient", nearly)
