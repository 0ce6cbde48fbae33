"""The parts of a network that guided backpropagation does not guide, since they are not ReLUs.

There the gradient is the plain one, so a guided picture is less guided than its name says, and
nobody can see that from the picture.
"""

from __future__ import annotations

from grader.networks.rebuild import Operation
import keras

STRAIGHT = (
    keras.activations.relu,
    keras.activations.linear,
    keras.activations.sigmoid,
    keras.activations.softmax,
)
"""Activations that are guided, and those that are no relatives of a ReLU."""

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


def guiding_note(model: keras.Model) -> str:
    """A sentence that names the layers that cannot be guided; empty where all can."""
    unguided = [f"{each.name} ({kind})" for each in model.operations if (kind := _bend(each))]
    if not is_guided(model):
        if not unguided:
            return (
                "Warning: none of its layers is a ReLU, so its guided pictures are those of the "
                "plain gradient."
            )
        return (
            "Warning: none of its layers is a ReLU, so its guided pictures are those of the plain "
            f"gradient: {_listed(unguided)}."
        )
    if not unguided:
        return ""
    return (
        "Warning: guided backpropagation is for ReLUs; in its pictures the gradient passes "
        f"unguided through {_listed(unguided)}."
    )


def is_guided(model: keras.Model) -> bool:
    """Whether any layer has a ReLU for `replace_activation_layer_in_keras` to replace."""
    activations = [getattr(layer, "activation", None) for layer in model.layers]
    return keras.activations.relu in activations


def _bend(operation: Operation) -> str:
    """The kind of a layer that bends like a ReLU and is none, or may do so; empty for others."""
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
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")
