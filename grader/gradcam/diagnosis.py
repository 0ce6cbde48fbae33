"""Hints: what a wrong picture shows, in words that do not give the solution."""

from __future__ import annotations

from collections.abc import Mapping

from grader.answer import Failure
from grader.blank import Blank
from grader.goldens import Goldens
from grader.gradcam.pictures import WHITE, Picture
from grader.report import Hint
import numpy as np

GREY = (WHITE + 1) // 2


def diagnose(blank: Blank, wrong: Mapping[tuple[str, str], Picture], goldens: Goldens) -> Hint:
    """The hint for the first of a blank's wrong pictures."""
    (case, name), picture = next(iter(wrong.items()))
    golden = goldens.pictures[case, name]
    return Hint(id="differs", text=f"{name} of {case} {describe(picture, golden)}.")


def describe(picture: Picture, golden: Picture) -> str:
    """How a picture differs from its golden, said honestly and without a guess."""
    levels = picture.astype(np.int64) - GREY
    expected = golden.astype(np.int64) - GREY
    if not levels.any():
        return "is zero everywhere"
    if (levels == levels.flat[0]).all():
        return "has the same value everywhere"
    if np.abs(levels + expected).max() < WHITE // 100:
        return "has the sign of every value the wrong way round"
    if picture.ndim == 2 and levels.min() < 0 <= expected.min():
        return "has negative values, and a class activation map has none"
    return "differs from what is expected"


def explain_failure(blank: Blank, failure: Failure) -> Hint:
    """The hint for an answer that is no picture: the failure, in its own words."""
    return Hint(id=failure.kind, text=failure.message)
