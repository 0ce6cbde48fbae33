"""What the picture `replaced_layers` tells in words: which layers changed, and which did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.core.blank import Pixels
from grader.core.language import message
from grader.core.text import Message
from grader.gradcam.bands import BEFORE, LINEAR, NEW, OLD, RELU, STRENGTH, Layers
from grader.gradcam.pictures import signed_values

MOST = 5
"""So many layers are named, and the rest counted."""

SAME_MODEL = message(
    "No layer has another activation than before. Print what your comparison sees for each layer, "
    "and what you assign to."
)
SOME = message(
    "The new activation is in {changed}, but not in {kept}, which had the same old one. Which "
    "layers does your code choose, and how?"
)
OTHERS_TOO = message(
    "The old activation was replaced, but another one, too: {others} had a different activation, "
    "which was to stay. What did you compare each activation with?"
)
ONLY_OTHERS = message(
    "Asked to replace ELU, you replaced another activation, that of {others}. Which of the "
    "function's arguments says what to look for?"
)
NOT_THE_NEW = message(
    "The old activation is gone from {layers}, but what is there now is not `new_activation`: it "
    "is {activation}. Which of the function's arguments says what to use?"
)
HARD_CODED = message(
    "The activation that was to be replaced is still there, but negative gradient is held back "
    "somewhere, as `gg_relu` does. Are activations written into the code, in place of the two that "
    "the function is given?"
)
UNKNOWN = message(
    "The old activation is gone from {layers}, but what is there now is not `new_activation` "
    "alone. Is another function in its place, or around it?"
)

OTHER_VALUES = message(
    "The model that came back computes something else altogether. Has it other weights, such as "
    "clone_model gives it, or another function than `new_activation` in its layers?"
)


def in_words(picture: Pixels) -> Message | None:
    """What a wrong picture of `replaced_layers` shows; None where its bands cannot be read."""
    layers = Layers.read(signed_values(picture) / STRENGTH)
    return next(_findings(layers), None)


def _findings(layers: Layers) -> Iterator[Message]:
    if layers.guided and layers.of(OLD, OLD):
        yield Message(HARD_CODED)
    if layers.after == BEFORE:
        yield Message(SAME_MODEL)
    changed, kept = layers.of(OLD, NEW), layers.of(OLD, OLD)
    others = tuple(name for was in (RELU, LINEAR) for name in layers.of(was, NEW))
    if others and changed and not kept:
        yield Message(OTHERS_TOO, others=_listed(others))
    if others and kept and not changed:
        yield Message(ONLY_OTHERS, others=_listed(others))
    if changed and kept:
        yield Message(SOME, changed=_listed(changed), kept=_listed(kept))
    names = {RELU: Message("ReLU, or one like it"), LINEAR: Message("none at all")}
    for now, activation in names.items():
        if found := layers.of(OLD, now):
            yield Message(NOT_THE_NEW, layers=_listed(found), activation=activation)
    if not any(layers.after):
        yield Message(OTHER_VALUES)
    elif found := layers.of(OLD, ""):
        yield Message(UNKNOWN, layers=_listed(found))


def _listed(names: Sequence[str]) -> Message:
    shown = ", ".join(names[:MOST])
    more = len(names) - MOST
    if more > 0:
        return Message("{shown} and {more} more", shown=shown, more=more)
    return Message("{shown}", shown=shown)
