"""The parts of a network that guided backpropagation does not guide, because they are not ReLUs.

There the plain gradient passes, so a guided picture is less guided than its name says, which nobody
can see from the picture.
"""

from __future__ import annotations

from grader.core.text import Message
from grader.networks.rebuild import Operation
import keras

STRAIGHT = (
    keras.activations.relu,
    keras.activations.linear,
    keras.activations.sigmoid,
    keras.activations.softmax,
)
"""Activations that are guided, and those that have no gate like a ReLU."""

BENDING_LAYERS = (
    keras.layers.ReLU,
    keras.layers.LeakyReLU,
    keras.layers.PReLU,
    keras.layers.ELU,
    keras.layers.Lambda,
)
BENDING_OPERATIONS = {
    *("Relu", "ReLU", "Relu6", "LeakyRelu", "Elu", "Selu", "Celu", "Gelu", "Silu", "Glu", "Mish"),
    *("HardSilu", "HardTanh", "Softplus", "Squareplus", "SparsePlus", "Threshold", "Maximum"),
}
"""Functional operations, by the names of their types in Keras."""

SHOWN = 6


def guiding_note(model: keras.Model) -> Message | None:
    """Which layers cannot be guided; None where all can."""
    unguided = [f"{each.name} ({kind})" for each in model.operations if (kind := _bend(each))]
    if not is_guided(model):
        if not unguided:
            return Message(
                "Warning: none of the network's layers is a ReLU, so its guided pictures show the "
                "plain gradient."
            )
        return Message(
            "Warning: none of the network's layers is a ReLU, so its guided pictures show the "
            "plain gradient. Other activations: {layers}.",
            layers=_listed(unguided),
        )
    if not unguided:
        return None
    return Message(
        "Warning: guided backpropagation changes ReLUs only; through these layers the gradient "
        "passes unguided: {layers}.",
        layers=_listed(unguided),
    )


def is_guided(model: keras.Model) -> bool:
    """Whether any layer has a ReLU for `replace_activation_layer_in_keras` to replace."""
    activations = [getattr(layer, "activation", None) for layer in model.layers]
    return keras.activations.relu in activations


def _bend(operation: Operation) -> str:
    """The kind of a layer that bends, or may bend, like a ReLU without being one; empty for
    others.
    """
    kind = type(operation).__name__
    if isinstance(operation, BENDING_LAYERS):
        return kind
    if not isinstance(operation, keras.layers.Layer):
        return kind if kind in BENDING_OPERATIONS else ""
    if not type(operation).__module__.startswith("keras."):
        return kind
    activation = getattr(operation, "activation", None)
    if activation is None or activation in STRAIGHT:
        return ""
    return getattr(activation, "__name__", type(activation).__name__)


def _listed(names: list[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f", … (+{more})" if more > 0 else "")
