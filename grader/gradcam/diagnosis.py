"""Hints: which known mistake a wrong picture shows, or honestly how it differs."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core import hints
from grader.core.answer import Failure
from grader.core.language import message
from grader.core.report import Hint
from grader.core.subject import Wrong
from grader.core.text import Message
from grader.gradcam.likeness import describe
import numpy as np

FAILURES: Mapping[str, str] = {
    "none": message(
        "The function {message}. Does it end with `return`? If so, it returns a gradient that "
        "is None, which happens when the tape finds no path from the watched input to the value "
        "that is differentiated. Is the input watched, and is every step in between a TensorFlow "
        "operation (no numpy(), predict() or argmax)?"
    ),
    "shape": message(
        "The function {message}. Compare with the docstring: which axes should it have, "
        "and of which layer?"
    ),
    "dtype": message(
        "The dtype is wrong: {message}. The gradient must keep the dtype of its input: is "
        "there a cast to a fixed dtype, or to bool?"
    ),
    "not_finite": message(
        "{message}. Is something divided by a value that can be zero, such as the "
        "maximum of a map that is zero everywhere?"
    ),
    "not_a_model": message("The function {message}."),
}
NONE_INSIDE = message(
    "{message}. A gradient is None when the tape finds no path from the watched input to the value "
    "that is differentiated. Is the input watched, and is every step in between a TensorFlow "
    "operation (no numpy(), predict() or argmax)?"
)
LOST = Message(
    "The picture is empty. Does something between the input and the value that is differentiated "
    "break the tape, such as numpy(), a comparison or a constant?"
)


def explain(wrong: Wrong) -> Hint:
    """The mistake that makes the same pictures, or how the first wrong picture differs."""
    if wrong.named:
        _, picture = wrong.at[0]
        part = next(part for part in wrong.blank.parts if picture in part.names)
        of_part = [made for at, made in wrong.pictures.items() if at[1] in part.names]
        is_empty = not any(np.ptp(made) for made in of_part)
        return hints.either(wrong.named, *((LOST,) if is_empty else ()))
    return hints.differs(wrong.at[0], describe(wrong.at[0], wrong))


def explain_failure(failure: Failure) -> Hint:
    """The hint for an answer that is no picture."""
    none_inside = any(word in str(failure.message) for word in ("NoneType", "(None)"))
    own = {**FAILURES, "call": NONE_INSIDE} if none_inside else FAILURES
    return hints.explain_failure(failure, own)
