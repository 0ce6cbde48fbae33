"""Whole families of mistakes, known by what they do to a picture, however it is written.

A mistake of the catalogue is known by the very picture that it makes. These are known by how a
picture follows from the one that is expected, which a positive factor or another loop leaves as it
is: a threshold at any height, a constant of any size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
from grader.core.blank import At, Pixels
from grader.core.language import message
from grader.core.report import Hint
from grader.core.subject import Wrong
from grader.core.text import Message
from grader.gradcam.gates import gates
from grader.gradcam.pictures import MIDDLE, WHITE
import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

TEXTS: Mapping[str, str] = {
    "all_zero": message(
        "Every value is zero. Were they cast to whole numbers, or cut off, or is what you "
        "differentiate the same whatever the input is?"
    ),
    "values_shifted": message(
        "The same value is added everywhere: where the gradient is zero, the picture "
        "should be grey, but it is not. The drawing is done for you: return the gradient itself."
    ),
    "map_raised": message(
        "The same value is added everywhere in the map. Does the sum over the channels "
        "start at zero?"
    ),
    "map_lowered": message(
        "The same value is taken from every place of the map. A factor is harmless, a shift is not."
    ),
    "map_cut": message(
        "Weak places are missing from the map, as if they were cut off below {percent} of "
        "its maximum. Nothing that is positive is dropped."
    ),
    "map_steps": message(
        "The map comes in {count} steps: were its values rounded, or cast to whole numbers?"
    ),
    "weak_too_strong": message(
        "Strong and weak places are where they should be, but the weak ones are too "
        "strong, as a root, a logarithm or a sigmoid makes them. Return the values as they are."
    ),
    "weak_too_weak": message(
        "Strong and weak places are where they should be, but the weak ones are too "
        "weak, as a square or an exponential makes them. Return the values as they are."
    ),
}


@dataclass(frozen=True)
class Beside:
    """A wrong picture beside the one that is expected, as values that are zero in the middle grey.

    `cells` is the size (h, w) of a map before it was resized, and None of other pictures.
    """

    values: Values
    expected: Values
    cells: tuple[int, int] | None

    @classmethod
    def of(cls, at: At, wrong: Wrong) -> Beside:
        """The picture of a case beside its golden."""
        case, name = at
        cells = None
        if name.startswith("grad_cam"):
            height, width = wrong.questions[case].about["map_shape"]
            cells = height, width
        picture, golden = (each[at].astype(np.float64) for each in (wrong.pictures, wrong.goldens))
        return cls(picture - MIDDLE, golden - MIDDLE, cells)


def all_zero(at: Sequence[At], pictures: Mapping[At, Pixels], wrong: Wrong) -> Hint | None:
    """Where all `pictures` of a function are zero everywhere, and those at `at` should not be."""
    if not all(_is_zero(picture) for picture in pictures.values()):
        return None
    return hint_of("all_zero") if any(np.ptp(wrong.goldens[each]) for each in at) else None


def family(at: Sequence[At], wrong: Wrong) -> Hint | None:
    """The family that the wrong pictures of a function show; None where they show none."""
    for each in at:
        found = None
        if each[1] in ("relu_gradient", "relu_gradient_half"):
            found = next(gates(each, wrong), None)
        elif each[1].startswith(("saliency", "grad_cam")):
            found = next(_bent(Beside.of(each, wrong)), None)
        if found is not None:
            return found
    return None


def hint_of(name: str, **values: str) -> Hint:
    """The hint of a family; `values` are put into its text."""
    return Hint.of(name, Message(TEXTS[name], **values))


def _is_zero(picture: Pixels) -> bool:
    return bool(np.abs(picture.astype(np.int64) - MIDDLE).max() <= 1)


LIKE = 0.995
"""The least correlation at which one picture is said to follow from the other."""

SEEN = 16
"""Levels of 65535: values nearer to zero are too coarse to be put in order."""

MOST_STEPS = 300
"""Somewhat more than a picture of 8 bits has."""


def _bent(beside: Beside) -> Iterator[Hint]:
    if beside.cells is not None and beside.expected.any():
        small = _small(beside.values, beside.cells), _small(beside.expected, beside.cells)
        yield from _steps(*small)
        yield from _cut(*small)
    yield from _shifted(beside)
    yield from _order_kept(beside)


def _small(values: Values, cells: tuple[int, int]) -> Values:
    """A map, (h, w), as it was before it was resized: resizing is linear along each axis."""
    rows, columns = (
        np.linalg.pinv(cv2.resize(np.eye(few), (few, many), interpolation=cv2.INTER_LINEAR))
        for few, many in zip(cells, values.shape, strict=True)
    )
    small: Values = rows @ values @ columns.T
    return small


def _cut(own: Values, expected: Values) -> Iterator[Hint]:
    """The map as it should be but for its weak places, which are zero."""
    nothing = 0.004 * WHITE
    kept, dropped = own > nothing, (own <= nothing) & (expected > nothing)
    if kept.sum() < 3 or not dropped.any() or (own < -nothing).any():
        return
    factor = float(own[kept].sum() / expected[kept].sum())
    off = np.abs(own - factor * expected)[kept].max()
    if (
        off < nothing < np.ptp(own[kept])
        and expected[dropped].max() <= expected[kept].min() + nothing
    ):
        yield hint_of("map_cut", percent=f"{expected[kept].min() / expected.max():.0%}")


def _steps(own: Values, expected: Values) -> Iterator[Hint]:
    """Whole multiples of one value, of which there are at most MOST_STEPS."""
    places = np.count_nonzero(own > 0.01 * own.max()) if own.max() > 0 else 0
    if places < 2:
        return
    # A few values are soon whole multiples of something.
    most = MOST_STEPS if places >= 8 else 2
    count = next((count for count in range(1, most + 1) if _is_whole(own, count)), None)
    if count is not None and not _is_whole(expected, count):
        yield hint_of("map_steps", count=str(count + 1))


def _is_whole(values: Values, count: int) -> bool:
    """Whether values are whole numbers where the largest of them is `count`."""
    scaled = values / values.max() * count
    return bool(np.abs(scaled - np.round(scaled)).max() < 0.06)


def _shifted(beside: Beside) -> Iterator[Hint]:
    """The expected values, times a factor, and one constant added to all."""
    own, expected = beside.values, beside.expected
    if not np.ptp(expected):
        return
    if beside.cells is None:
        # So far that most of it is white, or black; or seen where the gradient is nothing.
        beyond = (np.abs(own) > MIDDLE - 2).mean() > 0.5 > (np.abs(expected) > MIDDLE - 2).mean()
        grey = own[np.abs(expected) < 0.01 * MIDDLE]
        level = float(np.median(grey)) if grey.size else 0.0
        is_flat = grey.size > 100 and float(np.abs(grey - level).mean()) < 0.02 * MIDDLE
        if beyond or (is_flat and abs(level) > 0.02 * MIDDLE):
            yield hint_of("values_shifted")
        return
    if np.ptp(own) and np.corrcoef(own.ravel(), expected.ravel())[0, 1] > LIKE:
        factor, constant = np.polyfit(expected.ravel(), own.ravel(), 1)
        if factor > 0 and abs(constant) > 0.01 * MIDDLE:
            yield hint_of("map_raised" if constant > 0 else "map_lowered")


def _order_kept(beside: Beside) -> Iterator[Hint]:
    """Every place in its rank, but the values bent."""
    if (np.sign(beside.values) * np.sign(beside.expected)).min() < 0:
        return
    if not _ranks_agree(beside.values, beside.expected):
        return
    own, expected = np.abs(beside.values), np.abs(beside.expected)
    weak = expected < 0.5 * expected.max()
    if not weak.any() or not own.any():
        return
    own, expected = own / own.max(), expected / expected.max()
    more = float((own - expected)[weak].mean())
    if abs(more) > 0.01:
        yield hint_of("weak_too_strong" if more > 0 else "weak_too_weak")


def _ranks_agree(own: Values, expected: Values) -> bool:
    """Whether two pictures have their values in the same order (Spearman)."""
    flat = np.stack([own.ravel(), expected.ravel()])[:, :: max(1, own.size // 20000)]
    flat = flat[:, (np.abs(flat[1]) > 0) & (np.abs(flat[0]) > SEEN)]
    if flat.shape[1] < 20 or not np.ptp(flat, axis=1).all():
        return False
    ranks = np.argsort(np.argsort(flat, axis=1, kind="stable"), axis=1)
    return bool(np.corrcoef(ranks[0], ranks[1])[0, 1] > LIKE)
