"""Random layers: augmentation, noise, dropout that is always on.

Keras runs augmentation layers at every call, since their `training` is True by default. Such a
network is explained differently each time, so it can have no golden.
"""

from __future__ import annotations

from grader.networks.rebuild import Operation
import keras
import numpy as np
from numpy.typing import NDArray

AUGMENTATIONS = ("Random", "RandAugment", "AugMix", "CutMix", "MixUp")
"""How the type names of Keras's augmentation layers begin."""

NOISES = (
    keras.layers.Dropout,
    keras.layers.SpatialDropout1D,
    keras.layers.SpatialDropout2D,
    keras.layers.SpatialDropout3D,
    keras.layers.AlphaDropout,
    keras.layers.GaussianDropout,
    keras.layers.GaussianNoise,
)

CALLS = 6
"""This many calls must agree: a layer that flips every second picture goes unnoticed once in 32
times."""

SAME = 1e-3
"""Two calls may differ by this share of the largest score, because threads add in different orders.
"""


def is_random(operation: Operation) -> bool:
    """Whether it is one of Keras's own layers that is random in this network and can
    be left out.
    """
    kind = type(operation)
    augments = kind.__module__.startswith("keras.") and kind.__name__.startswith(AUGMENTATIONS)
    if not (augments or isinstance(operation, NOISES)):
        return False
    nodes = operation._inbound_nodes  # where Keras keeps the arguments that a layer was called with
    runs = any(node.arguments.kwargs.get("training") for node in nodes)
    return runs and operation.output.shape == operation.input.shape


def random_layer(model: keras.Model, image: NDArray[np.float32]) -> str:
    """The first layer whose output differs between two calls; empty where none does.

    `image` is a batch of one.
    """
    calls = [np.asarray(model(image)) for _ in range(CALLS)]
    if all(_same(call, calls[0]) for call in calls):
        return ""
    operations = [each for each in model.operations if isinstance(each.output, keras.KerasTensor)]
    within = keras.Model(model.inputs[0], [each.output for each in operations])
    outputs = [[np.asarray(output) for output in within(image)] for _ in range(CALLS)]
    for operation, *seen in zip(operations, *outputs, strict=True):
        if not all(_same(output, seen[0]) for output in seen):
            return str(operation.name)
    return str(model.layers[-1].name)


def _same(one: NDArray[np.floating], other: NDArray[np.floating]) -> bool:
    return np.allclose(one, other, rtol=0, atol=SAME * float(np.abs(other).max()), equal_nan=True)
