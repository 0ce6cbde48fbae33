"""What the blanks are tried on: values and upstream gradients, networks of two activations.

Students can read this module, so it avoids the very steps that they are to write.
"""

from __future__ import annotations

from collections.abc import Callable

from grader.gradcam.pictures import SPAN
from grader.networks.rebuild import anew, rebuilt
import keras
import numpy as np
from numpy.typing import NDArray
import tensorflow as tf


def with_elus(model: keras.Model) -> keras.Model:
    """A copy with ELUs in place of every second ReLU, from the first, and of the last three
    activations.

    It reveals a loop that begins too late, ends too early, or tests for the wrong activation.
    """
    activations = {
        layer.name: config["activation"]
        for layer in model.layers
        if "activation" in (config := layer.get_config())
    }
    relus = [name for name, activation in activations.items() if activation == "relu"]
    chosen = {*relus[::2], *list(activations)[-3:]}
    return rebuilt(
        model, lambda each: anew(each, **{"activation": "elu"} if each.name in chosen else {})
    )


def soft_bend(x: tf.Tensor) -> tf.Tensor:
    """An activation unlike any in a network: a ReLU with a leak and a rounded corner."""
    return 0.3 * x + 0.7 * keras.activations.softplus(x)


def signed_inputs(image: tf.Tensor) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Values and upstream gradients for TODO1, (1, H, W, 3) in -SPAN..SPAN, of all pairs of signs.

    The values are the image, nearly centred; the upstream gradients the same, mirrored and negated,
    and so strong that the positive ones reach SPAN, too. Both reach beyond 6, where a ReLU6 bends,
    and their mean is not zero, where some gates are.
    """
    values = np.asarray(image) - np.mean(image, axis=(1, 2), keepdims=True)
    values += 0.1 * np.abs(values).max()
    values = (SPAN * values / np.abs(values).max()).astype(np.float32)
    upstream = -values[:, :, ::-1]
    strength = SPAN / max(float(upstream.max()), 1e-3 * SPAN)
    return values, np.clip(strength * upstream, -SPAN, SPAN)


def gradient_of_all_scores(model: keras.Model, image: tf.Tensor) -> tf.Tensor:
    """Gradient with respect to the image, (1, H, W, 3), of a sum of all scores with weights of both
    signs.

    Because it contains all scores, an activation that was put on the last layer by mistake shows as
    well.
    """

    def weights(scores: tf.Tensor) -> tf.Tensor:
        return tf.cos(2.0 * tf.range(scores.shape[-1], dtype=tf.float32))[None]

    return pull_back(lambda given: model(given, training=False), image, weights)


def pull_back(
    function: Callable[[tf.Tensor], tf.Tensor],
    at: tf.Tensor,
    upstream: Callable[[tf.Tensor], tf.Tensor],
) -> tf.Tensor:
    """The gradient that a function passes back at given values, for an upstream gradient of its
    result.
    """
    with tf.GradientTape() as tape:
        tape.watch(at)
        result = function(at)
    return tape.gradient(result, at, output_gradients=upstream(result))
