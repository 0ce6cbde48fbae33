"""How a wrong picture differs from its golden, in words: only what is certain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from grader.core.blank import At, Pixels
from grader.core.exercise import Question
from grader.core.language import message
from grader.core.subject import Wrong
from grader.core.text import NOTHING, Message
from grader.core.words import percent
from grader.goldens.compare import share_beyond
from grader.gradcam.pictures import MIDDLE
import numpy as np
from numpy.typing import NDArray

SAME = 0.98
"""The least correlation at which two pictures count as the same apart from noise and scale."""

FARTHEST_SHIFT = 8

Values = NDArray[np.float64]

TRANSFORMS: Mapping[Message, Callable[[Values], Values]] = {
    Message("is mirrored left to right"): lambda values: values[:, ::-1],
    Message("is upside down"): lambda values: values[::-1],
    Message("is rotated by 180 degrees"): lambda values: values[::-1, ::-1],
    Message("has rows and columns swapped"): lambda values: values.swapaxes(0, 1),
    Message("has red and blue swapped"): lambda values: (
        values[..., ::-1] if values.ndim == 3 else values
    ),
    Message("has no negative values, although there should be some"): lambda values: np.maximum(
        values, 0
    ),
    Message("has no positive values, although there should be some"): lambda values: np.minimum(
        values, 0
    ),
    Message("has lost the signs of its values"): np.abs,
    Message("has squared values"): np.square,
}


def describe(at: At, wrong: Wrong) -> Message:
    """What the wrong picture of a case shows, as the rest of a sentence."""
    picture, golden = wrong.pictures[at], wrong.goldens[at]
    return next(
        _findings(at, _signed(picture), _signed(golden), wrong),
        _amount(picture, golden, wrong.levels),
    )


def _findings(at: At, values: Values, expected: Values, wrong: Wrong) -> Iterator[Message]:
    if not values.any():
        yield Message("is zero everywhere")
    elif np.ptp(values) == 0:
        yield Message("has the same value everywhere")
    if not expected.any():
        yield Message("should be zero everywhere, but is not")
    if values.ndim == 2 and values.min() < 0 <= expected.min():
        yield Message("has negative values, but a class activation map has none")
    likeness = _correlation(values, expected)
    if likeness < -SAME:
        yield Message("has the opposite sign everywhere")
    if likeness > SAME and wrong.blank.pictures[at[1]].fixed_scale:
        yield from _strength(values, expected)
    if _is_grey(values) and not _is_grey(expected):
        yield Message(
            "is grey: red, green and blue are the same, although each has its own gradient"
        )
    for words, transform in TRANSFORMS.items():
        turned = transform(expected)
        if turned.shape == values.shape and _correlation(values, turned) > max(SAME, likeness):
            yield words
    yield from _confusions(at, values, wrong)
    shift = _shift(values, expected)
    if shift is not None:
        yield Message(
            "is shifted by {right} pixels to the right and {down} down",
            right=shift[1],
            down=shift[0],
        )


def _is_grey(values: Values) -> bool:
    return values.ndim == 3 and bool((values == values[..., :1]).all())


def _strength(values: Values, expected: Values) -> Iterator[Message]:
    """Where only the strength differs, in pictures that are not normalised."""
    factor = float((values * expected).sum() / np.square(expected).sum())
    if factor > 1.05:
        yield Message("is {factor} times as strong as it should be", factor=f"{factor:.3g}")
    elif factor < 0.95:
        yield Message("has only {share} of the strength it should have", share=f"{factor:.0%}")


def _confusions(at: At, values: Values, wrong: Wrong) -> Iterator[Message]:
    """Where it equals another golden: another picture of the case, or another class
    of the scene.
    """
    case, name = at
    asked = wrong.questions[case]
    # The gradient in half precision is the same, but for a few digits.
    fixed_scale = name in wrong.blank.pictures and wrong.blank.pictures[name].fixed_scale
    for (other_case, other_name), golden in wrong.goldens.items():
        if golden.shape != values.shape or _correlation(values, _signed(golden)) < SAME:
            continue
        other = wrong.questions[other_case]
        if other_case == case and other_name != name and not fixed_scale:
            yield Message("is what {picture} should be", picture=other_name)
        elif other_name == name and _of_one_scene(other, asked):
            if other.about["class_index"] != asked.about["class_index"]:
                yield Message("is that of another class of the same scene")
            elif other.about["layer"] != asked.about["layer"]:
                yield Message("is that of another layer")


def _of_one_scene(one: Question, other: Question) -> bool:
    return np.array_equal(one.pictures["scene"], other.pictures["scene"])


def _shift(values: Values, expected: Values) -> tuple[int, int] | None:
    """(down, right) by which the whole picture is shifted, if it is."""
    spectrum = np.fft.fft2(values, axes=(0, 1)) * np.conj(np.fft.fft2(expected, axes=(0, 1)))
    overlap = np.fft.ifft2(spectrum, axes=(0, 1)).real
    if overlap.ndim == 3:
        overlap = overlap.sum(axis=-1)
    down, right = (int(place) for place in np.unravel_index(overlap.argmax(), overlap.shape))
    down, right = (
        place - size if place > size // 2 else place
        for place, size in zip((down, right), overlap.shape, strict=True)
    )
    moved = np.roll(expected, (down, right), axis=(0, 1))
    near = 0 < max(abs(down), abs(right)) <= FARTHEST_SHIFT
    return (down, right) if near and _correlation(values, moved) > 0.9 else None


def _amount(picture: Pixels, golden: Pixels, levels: int) -> Message:
    """Nothing is known but how much differs, and where: counted as marking counts it."""
    likeness = _correlation(_signed(picture), _signed(golden))
    share = percent(share_beyond(picture, golden, levels))
    where = _where(np.abs(_signed(picture) - _signed(golden)), levels)
    if likeness > 0.9:
        template = message("has the expected pattern, but {share} of its pixels differ{where}")
    elif likeness > 0.3:
        template = message("has some of the expected pattern: {share} of its pixels differ{where}")
    else:
        template = message("has another pattern than expected: {share} of its pixels differ{where}")
    return Message(template, share=share, where=where)


PARTS: Mapping[str, tuple[slice, slice]] = {
    message(", all in its upper half"): (slice(None, 1), slice(None)),
    message(", all in its lower half"): (slice(1, None), slice(None)),
    message(", all in its left half"): (slice(None), slice(None, 1)),
    message(", all in its right half"): (slice(None), slice(1, None)),
}


def _where(difference: Values, levels: int) -> Message:
    """The half of the picture that all differences lie in, if there is one."""
    differs = (difference.max(axis=-1) if difference.ndim == 3 else difference) > levels
    height, width = (size // 2 for size in differs.shape)
    quarters = np.array(
        [
            [differs[:height, :width].sum(), differs[:height, width:].sum()],
            [differs[height:, :width].sum(), differs[height:, width:].sum()],
        ]
    )
    whole = quarters.sum()
    return next(
        (Message(words) for words, part in PARTS.items() if quarters[part].sum() == whole), NOTHING
    )


def _signed(picture: Pixels) -> Values:
    return picture.astype(np.float64) - MIDDLE


def _correlation(one: Values, other: Values) -> float:
    """Cosine similarity of two pictures' values, with zero at the middle grey; 0 where one is
    empty.
    """
    size = float(np.sqrt(np.square(one).sum() * np.square(other).sum()))
    return float((one * other).sum()) / size if size else 0.0
