"""How a wrong picture differs from its golden, in words: said honestly, and never guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from grader.core.blank import At, Pixels
from grader.core.exercise import Question
from grader.core.subject import Wrong
from grader.core.words import percent
from grader.goldens.compare import share_beyond, similarity
from grader.gradcam.pictures import WHITE
import numpy as np
from numpy.typing import NDArray

MIDDLE = (WHITE + 1) // 2
SAME = 0.98
"""The least correlation at which two pictures are said to be the same but for noise and scale."""

FARTHEST_SHIFT = 8

Values = NDArray[np.float64]

TRANSFORMS: Mapping[str, Callable[[Values], Values]] = {
    "is mirrored left to right": lambda values: values[:, ::-1],
    "is upside down": lambda values: values[::-1],
    "is turned by half a turn": lambda values: values[::-1, ::-1],
    "has rows and columns exchanged": lambda values: values.swapaxes(0, 1),
    "has red and blue exchanged": lambda values: values[..., ::-1] if values.ndim == 3 else values,
    "has no negative values, where there should be some": lambda values: np.maximum(values, 0),
    "has no positive values, where there should be some": lambda values: np.minimum(values, 0),
    "has lost the signs of its values": np.abs,
    "has the values squared": np.square,
}


def describe(at: At, wrong: Wrong) -> str:
    """What the wrong picture of a case shows, as the rest of a sentence."""
    picture, golden = wrong.pictures[at], wrong.goldens[at]
    return next(
        _findings(at, _signed(picture), _signed(golden), wrong),
        _amount(picture, golden, wrong.levels),
    )


def _findings(at: At, values: Values, expected: Values, wrong: Wrong) -> Iterator[str]:
    if not values.any():
        yield "is zero everywhere"
    elif np.ptp(values) == 0:
        yield "has the same value everywhere"
    if not expected.any():
        yield "should be zero everywhere, and is not"
    if values.ndim == 2 and values.min() < 0 <= expected.min():
        yield "has negative values, and a class activation map has none"
    likeness = _correlation(values, expected)
    if likeness < -SAME:
        yield "has the sign of every value the wrong way round"
    if likeness > SAME and wrong.blank.pictures[at[1]].fixed_scale:
        yield from _strength(values, expected)
    if _is_grey(values) and not _is_grey(expected):
        yield "is grey: red, green and blue are alike in it, where each has a gradient of its own"
    for words, transform in TRANSFORMS.items():
        turned = transform(expected)
        if turned.shape == values.shape and _correlation(values, turned) > max(SAME, likeness):
            yield words
    yield from _confusions(at, values, wrong)
    shift = _shift(values, expected)
    if shift is not None:
        yield f"is shifted by {shift[1]} pixels to the right and {shift[0]} down"


def _is_grey(values: Values) -> bool:
    return values.ndim == 3 and bool((values == values[..., :1]).all())


def _strength(values: Values, expected: Values) -> Iterator[str]:
    """Where only the strength differs; on the scale of pictures that are not normalised."""
    factor = float((values * expected).sum() / np.square(expected).sum())
    if factor > 1.05:
        yield f"is {factor:.3g} times as strong as it should be"
    elif factor < 0.95:
        yield f"has only {factor:.0%} of the strength it should have"


def _confusions(at: At, values: Values, wrong: Wrong) -> Iterator[str]:
    """Where it is another golden: another picture of the case, or another class of the scene."""
    case, name = at
    asked = wrong.questions[case]
    for (other_case, other_name), golden in wrong.goldens.items():
        if golden.shape != values.shape or _correlation(values, _signed(golden)) < SAME:
            continue
        other = wrong.questions[other_case]
        if other_case == case and other_name != name:
            yield f"is what {other_name} should be"
        elif other_name == name and _of_one_scene(other, asked):
            if other.about["class_index"] != asked.about["class_index"]:
                yield "is that of another class of the same scene"
            elif other.about["layer"] != asked.about["layer"]:
                yield "is that of another layer"


def _of_one_scene(one: Question, other: Question) -> bool:
    return np.array_equal(one.pictures["scene"], other.pictures["scene"])


def _shift(values: Values, expected: Values) -> tuple[int, int] | None:
    """(down, right) by which a picture is moved as a whole, if it is."""
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


def _amount(picture: Pixels, golden: Pixels, levels: int) -> str:
    """Nothing is known but how much differs, which is counted as marking counts it."""
    likeness = similarity(picture, golden)
    words = (
        "nearly, but not quite, what is expected"
        if likeness > 0.95
        else (
            "partly what is expected" if likeness > 0.5 else "something other than what is expected"
        )
    )
    differ = percent(share_beyond(picture, golden, levels))
    return f"is {words}: {differ} of its pixels differ"


def _signed(picture: Pixels) -> Values:
    return picture.astype(np.float64) - MIDDLE


def _correlation(one: Values, other: Values) -> float:
    """Cosine of two pictures' values, whose zero is the middle grey; 0 where one is empty."""
    size = float(np.sqrt(np.square(one).sum() * np.square(other).sum()))
    return float((one * other).sum()) / size if size else 0.0
