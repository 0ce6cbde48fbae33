"""Rebuilding a network, layer by layer, from the same weights.

When one variable is assigned to another, TensorFlow shares the memory until one of the two is
changed: a copy of a network with 528 MB of weights costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import grader.networks.quiet_tensorflow  # noqa: F401  (before Keras, which imports it)
import keras
import numpy as np
import tensorflow as tf

ALIGNMENT = 64
"""The alignment, in bytes, of memory that TensorFlow takes over without a copy."""

LITTLE = 2**20
"""Savings below this many bytes are not worth the effort."""

MOST_WATCHED = 2**22
"""Gradient tapes watch variables of at most this many weights."""

Operation = Any
"""A layer, or a functional operation such as that of `keras.ops.add`."""


def copy_of(model: keras.Model) -> keras.Model:
    """A model of the same layers, names and weights; changing it does not change the original."""
    return rebuilt(model, anew)


def rebuilt(model: keras.Model, make: Callable[[Operation], Operation]) -> keras.Model:
    """A model of the same graph, with `make(operation)` in place of each operation.

    The new one has the name of the old, and as many weights or none.
    """
    with unwatched():
        copy = keras.models.clone_model(model, clone_function=make, call_function=_call)
    for layer in copy.layers:
        if layer.variables:
            _share_weights(model.get_layer(layer.name), layer)
    return copy


def unwatched() -> AbstractContextManager[None]:
    """Large variables made in the block are not watched by gradient tapes automatically.

    Nobody needs gradients with respect to weights, and those of VGG16's dense layers would take 477
    MB. Small variables are watched as usual: a Grad-CAM that watches nothing itself relies on the
    kernels of the convolutions, as Keras's own example does. Keras's `trainable` has no effect on
    the tapes.
    """

    def make(create: Callable[..., object], **options: Any) -> object:
        value = options.pop("initial_value", None)
        value = value() if callable(value) else value
        watched = value is None or int(tf.size(value)) <= MOST_WATCHED
        trainable = options.pop("trainable", True) and watched
        return create(initial_value=value, trainable=trainable, **options)

    scope: AbstractContextManager[None] = tf.variable_creator_scope(make)
    return scope


def anew(operation: Operation, **changes: object) -> Operation:
    """A layer of the same configuration except for `changes`, without random initial weights.

    Drawing those of VGG16 takes 8 seconds, and they are replaced anyway. `keep_initializers`
    restores the initializers that the layer declares.
    """
    config = operation.get_config()
    unfilled = {name: Unfilled() for name in config if name.endswith("_initializer")}
    return type(operation).from_config({**config, **unfilled, **changes})


class Unfilled(keras.initializers.Initializer):
    """Zeros that take no memory until they are read.

    TensorFlow never gives memory back: zeros of its own, which exist only to be replaced, would
    cost as much as the weights, permanently.
    """

    def __call__(self, shape: tuple[int, ...], dtype: str | None = None) -> tf.Tensor:
        """A tensor in pages that the system has reserved but not yet allocated."""
        count = 4 * int(np.prod(shape))
        if count < LITTLE or dtype != "float32":
            return tf.zeros(shape, dtype or "float32")
        pages = np.zeros(count + ALIGNMENT, np.uint8)
        start = -pages.ctypes.data % ALIGNMENT
        zeros = pages[start : start + count].view(np.float32).reshape(shape)
        return tf.experimental.dlpack.from_dlpack(zeros.__dlpack__())


def keep_initializers(old: keras.layers.Layer, new: keras.layers.Layer) -> None:
    """Give a rebuilt layer the same declared initializers as the old one."""
    for name, initializer in vars(old).items():
        if name.endswith("_initializer"):
            setattr(new, name, initializer)


def _call(operation: Operation, *inputs: object, **options: object) -> object:
    # What stands for a Softmax layer is called with the same arguments, including a mask that it
    # does not know; what stands for a random layer is called with its `training`.
    if isinstance(operation, (keras.layers.Activation, keras.layers.Identity)):
        options = {}
    return operation(*inputs, **options)


def _share_weights(old: keras.layers.Layer, new: keras.layers.Layer) -> None:
    for variable, value in zip(new.variables, old.variables, strict=True):
        variable.assign(value.value)
    keep_initializers(old, new)
