"""What the picture `replaced_layers` tells in words: which layers changed, and which did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.core.blank import Pixels
from grader.gradcam.bands import BEFORE, LINEAR, NEW, OLD, RELU, STRENGTH, Layers
from grader.gradcam.pictures import signed_values

MOST = 5
"""So many layers are named, and the rest counted."""

SAME_MODEL = (
    "No layer has another activation than before. Print what your comparison sees for each layer, "
    "and what you assign to."
)
SOME = (
    "The new activation is in {changed}, but not in {kept}, which had the same old one. Which "
    "layers does your code choose, and how?"
)
OTHERS_TOO = (
    "The old activation was replaced, but another one, too: {others} had a different activation, "
    "which was to stay. What did you compare each activation with?"
)
ONLY_OTHERS = (
    "Asked to replace ELU, you replaced another activation, that of {others}. Which of the "
    "function's arguments says what to look for?"
)
NOT_THE_NEW = (
    "The old activation is gone from {layers}, but what is there now is not `new_activation`: it "
    "is {activation}. Which of the function's arguments says what to use?"
)
HARD_CODED = (
    "The activation that was to be replaced is still there, but negative gradient is held back "
    "somewhere, as `gg_relu` does. Are activations written into the code, in place of the two that "
    "the function is given?"
)
UNKNOWN = (
    "The old activation is gone from {layers}, but what is there now is not `new_activation` "
    "alone. Is another function in its place, or around it?"
)

OTHER_VALUES = (
    "The model that came back computes something else altogether. Has it other weights, such as "
    "clone_model gives it, or another function than `new_activation` in its layers?"
)


def in_words(picture: Pixels) -> str | None:
    """What a wrong picture of `replaced_layers` shows; None where its bands cannot be read."""
    layers = Layers.read(signed_values(picture) / STRENGTH)
    return next(_findings(layers), None)


def _findings(layers: Layers) -> Iterator[str]:
    if layers.guided and layers.of(OLD, OLD):
        yield HARD_CODED
    if layers.after == BEFORE:
        yield SAME_MODEL
    changed, kept = layers.of(OLD, NEW), layers.of(OLD, OLD)
    others = tuple(name for was in (RELU, LINEAR) for name in layers.of(was, NEW))
    if others and changed and not kept:
        yield OTHERS_TOO.format(others=_listed(others))
    if others and kept and not changed:
        yield ONLY_OTHERS.format(others=_listed(others))
    if changed and kept:
        yield SOME.format(changed=_listed(changed), kept=_listed(kept))
    names = {RELU: "ReLU, or one like it", LINEAR: "none at all"}
    for now, activation in names.items():
        if found := layers.of(OLD, now):
            yield NOT_THE_NEW.format(layers=_listed(found), activation=activation)
    if not any(layers.after):
        yield OTHER_VALUES
    elif found := layers.of(OLD, ""):
        yield UNKNOWN.format(layers=_listed(found))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST])
    more = len(names) - MOST
    return f"{shown} and {more} more" if more > 0 else shown
