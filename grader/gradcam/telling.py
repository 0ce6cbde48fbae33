"""The networks of two exercises: one that tells each layer's activation, one that says no to all.

Both are made of layers as students meet them, and run in milliseconds.
"""

from __future__ import annotations

from grader.gradcam.bands import BEFORE, NAMES, REACH, SIZE, STRENGTH, upstream, values
import keras
import numpy as np
from numpy.typing import NDArray
import tensorflow as tf

FAR = 240.0
"""How far a layer's value is lifted in the bands of other layers: there ReLUs and their like let
it through as it is."""

CODE = 24.0
"""What lifts the two channels that tell in which band a value is, for the same reason."""


def telling_network() -> keras.Model:
    """A chain of layers, (1, *SIZE, 3): each bends the values of its own band, and no other's.

    The first channel is the value, the others the cosine and sine of its band's angle: from them a
    layer, which sees one position at a time, knows the band.
    """
    x = scene = keras.Input((*SIZE, 3), name="scene")
    made = []
    for place, (name, activation) in enumerate(zip(NAMES, BEFORE, strict=True)):
        if name.endswith("conv1") and place:
            x = keras.layers.MaxPooling2D(1, name=f"{NAMES[place - 1].split('_')[0]}_pool")(x)
        is_dense = "conv" not in name
        layer = (
            keras.layers.Dense(3, activation, name=name)
            if is_dense
            else keras.layers.Conv2D(3, 1, activation=activation, name=name)
        )
        x = layer(x)
        made.append(layer)
    for place, layer in enumerate(made):
        kernel, bias = _lift(place)
        layer.set_weights([kernel if layer.kernel.shape.rank == 2 else kernel[None, None], bias])
    return keras.Model(scene, x, name="bands")


def telling_scene() -> tf.Tensor:
    """What the telling network is given, (1, *SIZE, 3): in each band all values, and its angle."""
    angles = np.repeat(_angles(), SIZE[0] // len(NAMES))[:, None]
    rows = np.broadcast_to(values(), SIZE)
    code = [np.broadcast_to(CODE + turn(angles), SIZE) for turn in (np.cos, np.sin)]
    return tf.constant(np.stack([rows, *code], axis=-1)[None], tf.float32)


def slopes_of(model: keras.Model) -> tf.Tensor:
    """STRENGTH times the slopes of every layer's activation, SIZE, as `bands` reads them."""
    given = telling_scene()
    signs = np.zeros((1, *SIZE, 3), np.float32)
    signs[..., 0] = STRENGTH * upstream()
    with tf.GradientTape() as tape:
        tape.watch(given)
        result = model(given, training=False)
    return tape.gradient(result, given, output_gradients=tf.constant(signs))[0, ..., 0]


def network_against_all(model: keras.Model, layer_name: str) -> keras.Model:
    """A network in which the layer's every channel speaks against every class.

    Its Grad-CAM map at that layer is zero everywhere, whatever the image: a network's own classes
    seldom have such a map. It shares the layers of `model` up to that one.
    """
    channels = model.get_layer(layer_name).output
    pooled = keras.layers.GlobalAveragePooling2D(name="pool")(channels)
    last = keras.layers.Dense(model.output_shape[-1], name=model.layers[-1].name)
    scores = last(pooled)
    count, classes = last.kernel.shape
    # Whole numbers that are not all alike, as no real weights are.
    against = 1 + (np.arange(count)[:, None] + np.arange(classes)[None]) % 3
    last.set_weights([-against.astype(np.float32) / count, np.zeros(classes, np.float32)])
    return keras.Model(model.input, scores, name=model.name)


def _angles() -> NDArray[np.float64]:
    return 2 * np.pi * np.arange(len(NAMES)) / len(NAMES)


def _lift(place: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Kernel and bias of a layer: it takes off what the one before put on, and puts on its own.

    What it puts on is FAR * (1 - cos(angle - its own angle)): nothing in its own band, and more
    than five times REACH in any other.
    """
    own = _angles()[place]
    before = _angles()[place - 1] if place else None
    kernel, bias = np.eye(3), np.zeros(3)
    for sign, angle in ((1.0, own), (-1.0, before)):
        if angle is not None:
            code = np.array([np.cos(angle), np.sin(angle)])
            kernel[1:, 0] -= sign * FAR * code
            bias[0] += sign * FAR * (1.0 + CODE * code.sum())
    assert FAR * (1 - np.cos(2 * np.pi / len(NAMES))) > 5 * REACH
    return kernel.astype(np.float32), bias.astype(np.float32)
