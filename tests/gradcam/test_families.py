"""A family of mistakes is known however strong it is; noise and right answers show none."""

from __future__ import annotations

from collections.abc import Callable

import cv2
from grader.core.blank import At, Pixels
from grader.core.exercise import Question
from grader.core.report import Hint
from grader.core.subject import Wrong
from grader.gradcam.blanks import BLANKS
from grader.gradcam.families import all_zero, family
from grader.gradcam.pictures import SPAN, heat_picture, saliency_picture, signed_picture
import numpy as np
import pytest

RANDOM = np.random.default_rng(5)
SIZE = (64, 64)


def smooth(*shape: int) -> np.ndarray:
    return cv2.GaussianBlur(RANDOM.normal(size=shape).astype(np.float32), (0, 0), 2)


INPUTS = np.clip(SPAN * smooth(*SIZE, 3) / 0.5, -SPAN, SPAN)
UPSTREAM = np.clip(-1.5 * INPUTS[:, ::-1], -SPAN, SPAN)
OPEN = (INPUTS > 0) & (UPSTREAM > 0)
PASSED = np.where(OPEN, UPSTREAM, 0)
GRADIENT = smooth(*SIZE, 3)
MAP = np.abs(smooth(8, 8)) + 0.05
GATE, SALIENCY, HEAT = ("a", "relu_gradient"), ("a", "saliency_class"), ("a", "grad_cam")


GOLDENS = {
    GATE: signed_picture(PASSED, False),
    ("a", "relu_forward"): signed_picture(np.maximum(INPUTS, 0), False),
    SALIENCY: saliency_picture(GRADIENT, False),
    HEAT: heat_picture(MAP, SIZE),
}
QUESTION = Question({"map_shape": [8, 8]}, {})


def shown(at: At, made: Pixels) -> Hint | None:
    """The family that a wrong picture shows."""
    blank = next(blank for blank in BLANKS if at[1] in blank.pictures)
    return family([at], Wrong(blank, [at], {at: made}, GOLDENS, {"a": QUESTION}, [], 655))


@pytest.mark.parametrize(
    ("passed", "name"),
    [
        (np.where(OPEN, UPSTREAM, 0.01 * UPSTREAM), "gate_leaks"),
        (np.where(OPEN, UPSTREAM, 0.3 * UPSTREAM), "gate_leaks"),
        (UPSTREAM * (OPEN + 0.05), "gate_leaks"),
        (np.where(OPEN & (INPUTS > 0.2), UPSTREAM, 0), "small_inputs_held"),
        (np.where(OPEN & (INPUTS > 3), UPSTREAM, 0), "small_inputs_held"),
        (np.where(OPEN & (UPSTREAM > 1), UPSTREAM, 0), "small_gradients_held"),
        (np.where(OPEN & (UPSTREAM > 1) & (INPUTS > 1), UPSTREAM, 0), "small_inputs_held"),
        (OPEN * 1.0, "mask_returned"),
        (OPEN * 0.3, "mask_returned"),
        (np.minimum(PASSED, 1), "ceiling"),
        (np.minimum(PASSED, 6), "ceiling"),
    ],
)
def test_a_gate_is_known_by_what_it_lets_through(passed: np.ndarray, name: str) -> None:
    found = shown(GATE, signed_picture(passed.astype(np.float32), False))
    assert found is not None and found.id == name


@pytest.mark.parametrize(
    ("bend", "name"),
    [
        (lambda g: g - g.min(), "values_shifted"),
        (lambda g: g / g.std() * 0.25 + 0.5, "values_shifted"),
        (lambda g: np.clip(g / g.std() * 0.1 + 0.5, 0, 1) * 255, "values_shifted"),
        (lambda g: g + 0.3 * g.std(), "values_shifted"),
        (lambda g: np.sign(g) * np.sqrt(np.abs(g)), "weak_too_strong"),
        (lambda g: np.tanh(2 * g / g.std()), "weak_too_strong"),
        (lambda g: g**3, "weak_too_weak"),
        (lambda g: g * np.abs(g), "weak_too_weak"),
    ],
)
def test_a_gradient_that_was_bent_or_shifted_is_known(
    bend: Callable[[np.ndarray], np.ndarray], name: str
) -> None:
    for factor in (1e-6, 1.0, 300.0):
        picture = saliency_picture(np.float32(factor) * bend(GRADIENT).astype(np.float32), False)
        found = shown(SALIENCY, picture)
        assert found is not None and found.id == name


@pytest.mark.parametrize(
    ("bend", "name"),
    [
        (lambda m: m + 1, "map_raised"),
        (lambda m: m + 0.02, "map_raised"),
        (lambda m: m - m.min(), "map_lowered"),
        (lambda m: np.where(m > 0.2 * m.max(), m, 0), "map_cut"),
        (lambda m: np.where(m > m.mean(), m, 0), "map_cut"),
        (lambda m: np.floor(5 * m / m.max()), "map_steps"),
        (lambda m: (255 * m / m.max()).astype(np.uint8), "map_steps"),
        (np.sqrt, "weak_too_strong"),
        (lambda m: m**2, "weak_too_weak"),
    ],
)
def test_a_map_that_was_bent_cut_or_raised_is_known(
    bend: Callable[[np.ndarray], np.ndarray], name: str
) -> None:
    for factor in (1e-6, 1.0, 300.0):
        picture = heat_picture(np.float32(factor) * bend(MAP).astype(np.float32), SIZE)
        found = shown(HEAT, picture)
        assert found is not None and found.id == name


def test_nothing_is_made_of_noise_or_of_what_is_right() -> None:
    noise = {
        GATE: signed_picture(RANDOM.normal(size=(*SIZE, 3)).astype(np.float32), False),
        SALIENCY: saliency_picture(smooth(*SIZE, 3), False),
        HEAT: heat_picture(np.abs(smooth(8, 8)), SIZE),
    }
    for at, picture in noise.items():
        assert shown(at, picture) is None
        assert shown(at, GOLDENS[at]) is None


def test_zeros_everywhere_are_said_only_where_they_are_wrong() -> None:
    nothing = {SALIENCY: saliency_picture(0 * GRADIENT, False)}
    wrong = Wrong(BLANKS[2], [SALIENCY], nothing, GOLDENS, {"a": QUESTION}, [], 655)
    found = all_zero([SALIENCY], nothing, wrong)
    assert found is not None and "whole numbers" in found.text
    assert all_zero([SALIENCY], {SALIENCY: GOLDENS[SALIENCY]}, wrong) is None
