"""Hints: which known mistake a wrong picture shows, or honestly how it differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.core import hints
from grader.core.answer import Failure
from grader.core.blank import Pixels
from grader.core.language import message
from grader.core.report import Hint
from grader.core.subject import Wrong
from grader.core.text import Message
import numpy as np

SAME = 0.999
"""The least correlation at which two maps are said to be the same but for what is named."""

MIDDLE = 32768


FAILURES: Mapping[str, str] = {
    "shape": message(
        "The function {message}. Compare with the docstring: which axes are asked for, and how "
        "many places are there?"
    ),
    "not_finite": message(
        "{message}. Is something divided by a value that can be zero: by a denominator where the "
        "gradient is zero, or by the spread of a channel that sees nothing?"
    ),
}


def explain_failure(failure: Failure) -> Hint:
    """The hint for an answer that is no picture."""
    return hints.explain_failure(failure, FAILURES)


def explain(wrong: Wrong) -> Hint:
    """The mistake that makes the same pictures, or how the first wrong picture differs."""
    if wrong.named:
        return hints.either(wrong.named)
    at = wrong.at[0]
    found = next(_findings(wrong.pictures[at], wrong.goldens[at]), hints.DIFFERENT)
    return hints.differs(at, found)


def _findings(picture: Pixels, golden: Pixels) -> Iterator[Message]:
    """What is seen in a picture whose zero is the middle grey, as the rest of a sentence."""
    values, expected = (each.astype(np.float64) - MIDDLE for each in (picture, golden))
    if np.ptp(values) == 0:
        yield Message("has the same value everywhere")
    likeness = _correlation(values, expected)
    if likeness < -SAME:
        yield Message("has the opposite sign everywhere")
    if values.shape == values.T.shape and _correlation(values.T, expected) > max(SAME, likeness):
        yield Message("has rows and columns swapped")
    if likeness > SAME:
        yield Message("is right except for a constant or a factor, which matter here")


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Pearson's correlation of two pictures; 0 where one is the same everywhere."""
    one, other = one - one.mean(), other - other.mean()
    size = float(np.sqrt(np.square(one).sum() * np.square(other).sum()))
    return float((one * other).sum()) / size if size else 0.0
