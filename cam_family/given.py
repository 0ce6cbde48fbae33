"""What the functions of this assignment are given beside an image: activations and gradients.

Students may read this module: how the gradients are made was the first assignment's question.
"""

from __future__ import annotations

from functools import lru_cache

import grader.networks.quiet_tensorflow  # noqa: F401  (first: it silences TensorFlow)
import keras
import numpy as np
from numpy.typing import NDArray
import tensorflow as tf

Floats = NDArray[np.float32]

STRONGEST = 12
"""Channels that Score-CAM looks at: each costs a pass, and the others hardly vary."""


def activations_and_gradients(
    model: keras.Model, image: Floats, class_index: int, layer: str
) -> tuple[Floats, Floats]:
    """The activations A of a layer, and g = dS/dA for the class's score S; both (h, w, K)."""
    to_both = with_layer(model, layer)
    with tf.GradientTape() as tape:
        watched = tf.constant(image)
        tape.watch(watched)
        activations, scores = to_both(watched)
        score = scores[0, class_index]
    return np.asarray(activations)[0], np.asarray(tape.gradient(score, activations))[0]


@lru_cache(maxsize=8)
def with_layer(model: keras.Model, layer: str) -> keras.Model:
    """A model of the same layers that gives the output of a layer beside the scores."""
    return keras.Model(model.input, [model.get_layer(layer).output, model.output])


def strongest(activations: Floats, count: int = STRONGEST) -> Floats:
    """The `count` channels that vary most over the positions, (h, w, count), in their order."""
    spread = activations.std(axis=(0, 1))
    chosen = np.sort(np.argsort(-spread, kind="stable")[:count])
    return np.ascontiguousarray(activations[..., chosen])
