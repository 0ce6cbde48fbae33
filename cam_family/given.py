"""What the functions of this assignment are given: activations with their gradients, and the rest.

Students read this module, too: the gradients are those of the first assignment's Grad-CAM.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray
import tensorflow as tf

Floats = NDArray[np.float32]

METHODS = ("CAM", "Grad-CAM++", "Layer-CAM", "occlusion", "Score-CAM")
STRONGEST = 16
"""Channels that Score-CAM looks at: each costs a pass, and the others hardly vary."""

PATCH, STRIDE = 32, 16
"""Pixels, of the occlusion that is compared with the other methods."""

THRESHOLD = 0.2
"""Of a box around a heat map (Zhou et al. 2016)."""


def activations_and_gradients(
    model: keras.Model, image: Floats, class_index: int, layer: str
) -> tuple[Floats, Floats]:
    """The activations A of a layer, and g = dS/dA of the class's score S; both (h, w, K)."""
    to_both = keras.Model(model.input, [model.get_layer(layer).output, model.output])
    with tf.GradientTape() as tape:
        activations, scores = to_both(tf.constant(image))
        tape.watch(activations)
        score = _second_half(model, layer)(activations)[0, class_index]
    return np.asarray(activations)[0], np.asarray(tape.gradient(score, activations))[0]


def strongest(activations: Floats, count: int = STRONGEST) -> Floats:
    """The `count` channels that vary most over the positions, (h, w, count), in their order."""
    spread = activations.std(axis=(0, 1))
    chosen = np.sort(np.argsort(-spread, kind="stable")[:count])
    return activations[..., chosen]
