"""What a gate of TODO1 lets through beside what it should: on a scale that is fixed.

The golden of the forward pass tells the inputs, and that of the gradient what should pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.core.blank import At
from grader.core.language import message
from grader.core.report import Hint
from grader.core.subject import Wrong
from grader.core.text import Message
from grader.gradcam.pictures import SPAN, signed_values
import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

TEXTS: Mapping[str, str] = {
    "small_inputs_held": message(
        "Small positive inputs are treated as if they were negative, up to about "
        "{limit}. What should the input be compared with?"
    ),
    "small_gradients_held": message(
        "Small positive gradients are held back as if they were negative, up "
        "to about {limit}. What should the gradient be compared with?"
    ),
    "mask_returned": message(
        "The function returns where the gradient passes, not the gradient itself: all open "
        "places have the same value."
    ),
    "ceiling": message(
        "Strong gradient is cut off at about {limit}. What is positive should pass as it is."
    ),
    "gate_leaks": message(
        "Where nothing should pass, some gradient does, up to {percent} of it. The gate "
        "must close completely."
    ),
}

NEAR = 0.002
"""By how much values of TODO1 may differ and still be the same: a few of 65535 levels."""


def hint_of(name: str, **values: str) -> Hint:
    """The hint of a family; `values` are put into its text."""
    return Hint.of(name, Message(TEXTS[name], **values))


def gates(at: At, wrong: Wrong) -> Iterator[Hint]:
    """The families that a wrong gradient of TODO1 shows."""
    forward = wrong.goldens.get((at[0], "relu_forward"))
    if forward is None:
        return
    inputs = signed_values(forward)
    passed, expected = signed_values(wrong.pictures[at]), signed_values(wrong.goldens[at])
    is_open = expected > NEAR
    if _is_mask(passed, is_open):
        yield hint_of("mask_returned")
        return
    same = np.abs(passed - expected) < np.maximum(NEAR, 0.002 * expected)
    leak = float(np.abs(passed[~is_open]).max())
    if leak > NEAR:
        shown = is_open & (passed < 0.999 * SPAN)
        factor = float(np.median(passed[shown] / expected[shown])) if shown.any() else 0.0
        off = np.abs(passed - factor * expected)[shown].max(initial=0.0)
        if 0.7 < factor < 1.5 and off < 10 * NEAR and leak < 0.7 * expected.max():
            yield hint_of("gate_leaks", percent=f"{leak / float(expected.max()):.0%}")
        return
    through = passed[is_open]
    kept, dropped = is_open & (np.abs(passed) > NEAR), is_open & (np.abs(passed) <= NEAR)
    if dropped.any() and kept.any() and same[kept].mean() > 0.999:
        yield from _thresholds(inputs, expected, kept, dropped)
    if not dropped.any() and through.max() < 0.95 * expected.max():
        cut = np.minimum(expected, through.max())
        if np.abs(passed - cut)[is_open].max() < 10 * NEAR:
            yield hint_of("ceiling", limit=f"{through.max():.2g}")


def _is_mask(passed: Values, is_open: NDArray[np.bool_]) -> bool:
    """One value wherever it is open; there, too, where next to nothing should pass."""
    passing = np.abs(passed) > NEAR
    covers = passing[is_open].all() and np.mean(passing & ~is_open) < 0.01
    return bool(covers and is_open.any() and np.ptp(passed[passing]) < NEAR)


def _thresholds(
    inputs: Values, gradients: Values, kept: NDArray[np.bool_], dropped: NDArray[np.bool_]
) -> Iterator[Hint]:
    for name, values in (("small_inputs_held", inputs), ("small_gradients_held", gradients)):
        if values[dropped].max() <= values[kept].min() + 10 * NEAR:
            yield hint_of(name, limit=f"{values[dropped].max():.2g}")
    low = inputs[dropped] <= inputs[kept].min() + 10 * NEAR
    if (low | (gradients[dropped] <= gradients[kept].min() + 10 * NEAR)).all():
        yield hint_of("small_inputs_held", limit=f"{inputs[dropped][low].max():.2g}")
