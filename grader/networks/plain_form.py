"""Every network in one plain form, so that the four blanks can stay short.

In that form a network is one graph without nested networks, so that each layer is found by its
name; its input has a fixed size; each ReLU is the activation of a layer, however it was written; it
computes in float32; nothing in it is random; and its outputs are scores, before any softmax.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.errors import BadInput
from grader.core.text import Message
from grader.networks.randomness import is_random
from grader.networks.rebuild import Operation, anew, rebuilt
import keras

TAKEN_OFF = {
    keras.activations.softmax: "softmax",
    keras.activations.log_softmax: "log-softmax",
    keras.activations.sigmoid: "sigmoid",
}
AS_ACTIVATION = {
    "Relu": "relu",
    "ReLU": "relu",
    "Softmax": "softmax",
    "LogSoftmax": "log_softmax",
    "Sigmoid": "sigmoid",
}
"""Layers and functional operations that are activations, by the names of their types."""

PLAIN = {"negative_slope": 0, "threshold": 0, "max_value": None, "axis": -1}
"""The values with which those are the plain activation, not a ReLU6 or a leaky ReLU."""


@dataclass(frozen=True)
class PlainForm:
    """The network, and a note on each change that was made to it."""

    model: keras.Model
    notes: tuple[Message, ...]


def plain_form(model: keras.Model, size: tuple[int, int]) -> PlainForm:
    """The network for scenes of `size`, (height, width).

    The model itself may be changed. Raises BadInput where its inputs are not pictures, its outputs
    are not scores, or its channels come first.
    """
    _check_input(model, size)
    if len(model.outputs) != 1 or len(model.outputs[0].shape) != 2:
        raise BadInput(
            Message(
                "The network's output is {output_shape}, where the scores of one batch are "
                "expected.",
                output_shape=model.output_shape,
            ),
            Message(
                "It should end in one layer that gives one score per class, such as Dense(classes)."
            ),
        )
    model = _of_one_tensor(model)
    notes: list[Message] = []
    other = {layer.compute_dtype for layer in _leaves(model)} - {"float32"}
    if other:
        notes.append(
            Message(
                "The network computes in {dtypes}; here it computes in float32.",
                dtypes=", ".join(sorted(other)),
            )
        )
    if other or not _is_plain(model):
        flat = _in_one_graph(model, size)
        random = [each.name for each in flat.operations if is_random(each)]
        if random:
            notes.append(
                Message(
                    "Its random layers are left out, so that every call gives the same answer: "
                    "{layers}.",
                    layers=", ".join(random),
                )
            )
        model = rebuilt(flat, _as_plain_layer)
    _must_have_channels_last(model)
    taken_off = _take_off_softmax(model)
    if taken_off:
        notes.append(taken_off)
    return PlainForm(model, tuple(notes))


def _check_input(model: keras.Model, size: tuple[int, int]) -> None:
    if not model.built or not model.inputs:
        raise BadInput(
            Message("The network was saved before it had any weights."),
            Message("Begin it with keras.Input((height, width, 3)), train it, and save it again."),
        )
    shapes = [tuple(each.shape) for each in model.inputs]
    if len(shapes) != 1 or len(shapes[0]) != 4 or shapes[0][3] not in (3, None):
        raise BadInput(
            Message(
                "The network takes {shapes}, where one batch of RGB pictures, "
                "(None, height, width, 3), is expected.",
                shapes=", ".join(map(str, shapes)),
            )
        )
    own = shapes[0][1:3]
    if any(mine not in (None, asked) for mine, asked in zip(own, size, strict=True)):
        raise BadInput(
            Message(
                "input_size says {size}, but the network takes {own}.",
                size=list(size),
                own=list(own),
            ),
            Message("Set input_size to the [height, width] that the network takes."),
        )


def _of_one_tensor(model: keras.Model) -> keras.Model:
    """The network, with its input and its output taken out of a dict or a list of one."""
    if isinstance(model, keras.Sequential):
        return model
    if all(isinstance(each, keras.KerasTensor) for each in (model.input, model.output)):
        return model
    return keras.Model(model.inputs[0], model.outputs[0], name=model.name)


def _must_have_channels_last(model: keras.Model) -> None:
    first = [
        layer.name
        for layer in model.layers
        if getattr(layer, "data_format", "") == "channels_first" and len(layer.output.shape) == 4
    ]
    if first:
        raise BadInput(
            Message(
                "The channels of {first} come first, but pictures here are "
                "(batch, height, width, channels).",
                first=", ".join(first),
            ),
            Message(
                'Build the network again with data_format="channels_last", '
                "without the layers that exchange the axes, and copy the "
                "weights: they have the same shapes."
            ),
        )


def _leaves(model: keras.Model) -> list[keras.layers.Layer]:
    """The layers that are not networks themselves."""
    found = []
    for layer in model.layers:
        found += _leaves(layer) if isinstance(layer, keras.Model) else [layer]
    return found


def _is_plain(model: keras.Model) -> bool:
    return (
        not isinstance(model, keras.Sequential)
        and None not in model.input_shape[1:]
        and model.inputs[0].dtype == "float32"
        and not any(
            isinstance(each, keras.Model) or _activation_of(each) or is_random(each)
            for each in model.operations
        )
    )


def _in_one_graph(model: keras.Model, size: tuple[int, int]) -> keras.Model:
    """The network without nesting. It is made of the same layers, so the old network must not be
    used any more.
    """
    _tell_apart(model)
    image = keras.Input((*size, 3))

    def run(operation: Operation, *inputs: object, **options: object) -> object:
        # Calling a network's `call` puts its layers into the graph, instead of the network itself.
        inside = operation.call if isinstance(operation, keras.Model) else operation
        return inside(*inputs, **options)

    flat = keras.Model(image, model.call(image))
    while any(isinstance(layer, keras.Model) for layer in flat.layers):
        flat = keras.models.clone_model(flat, clone_function=lambda each: each, call_function=run)
    return flat


def _tell_apart(model: keras.Model, taken: set[str] | None = None) -> None:
    """Where a layer has the name of an earlier one, prefix it with the name of its own network."""
    taken = set() if taken is None else taken
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            _tell_apart(layer, taken)
        elif not isinstance(layer, keras.layers.InputLayer):
            while layer.name in taken:
                layer.name = f"{model.name}_{layer.name}"
            taken.add(layer.name)


def _as_plain_layer(operation: Operation) -> Operation:
    activation = _activation_of(operation)
    if activation:
        return keras.layers.Activation(activation, name=operation.name, dtype="float32")
    if is_random(operation):
        return keras.layers.Identity(name=operation.name, dtype="float32")
    is_layer = isinstance(operation, keras.layers.Layer)
    return anew(operation, dtype="float32") if is_layer else anew(operation)


def _activation_of(operation: Operation) -> str:
    """The activation, where a layer or operation is just that; empty for all others."""
    name = AS_ACTIVATION.get(type(operation).__name__, "")
    plain = all(getattr(operation, each, value) == value for each, value in PLAIN.items())
    return name if plain else ""


def _take_off_softmax(model: keras.Model) -> Message | None:
    """Make the network give its scores; a note on what was removed for that."""
    last = next(each for each in model.operations if each.output is model.outputs[0])
    name = TAKEN_OFF.get(getattr(last, "activation", None))
    if name is None:
        return None
    last.activation = keras.activations.linear
    return Message(
        "The {name} of its last layer, {layer}, is removed, so that scores are explained.",
        name=name,
        layer=last.name,
    )
