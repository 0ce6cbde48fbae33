"""The picture of every layer's activation is read as it is, and told in words."""

from __future__ import annotations

from collections.abc import Callable

from grader.gradcam.bands import BEFORE, NAMES, OLD, SIZE, STRENGTH, Layers
from grader.gradcam.pictures import signed_picture
from grader.gradcam.replacement import in_words
from grader.gradcam.telling import network_against_all, slopes_of, telling_network
from grader.gradcam.trials import soft_bend
import keras
import numpy as np
import pytest
import tensorflow as tf

Change = Callable[[list[keras.layers.Layer]], None]


@tf.custom_gradient
def guided(x: tf.Tensor) -> tuple[tf.Tensor, Callable[[tf.Tensor], tf.Tensor]]:
    return tf.nn.relu(x), lambda g: tf.where((x > 0) & (g > 0), g, tf.zeros_like(g))


def slopes(change: Change) -> np.ndarray:
    model = telling_network()
    change([layer for layer in model.layers if hasattr(layer, "activation")])
    return np.asarray(slopes_of(model))


def replace(which: Callable[[int, keras.layers.Layer], bool], new: object = soft_bend) -> Change:
    def change(layers: list[keras.layers.Layer]) -> None:
        for place, layer in enumerate(layers):
            if which(place, layer):
                layer.activation = new

    return change


def is_old(place: int, layer: keras.layers.Layer) -> bool:
    return layer.activation is keras.activations.elu


def test_every_activation_is_read_in_its_band() -> None:
    drawn = slopes(replace(lambda place, layer: False))
    assert drawn.shape == SIZE
    assert Layers.read(drawn / STRENGTH) == Layers(BEFORE, guided=False)


@pytest.mark.parametrize("changed", range(len(NAMES)))
def test_one_layer_shows_in_its_own_band_alone(changed: int) -> None:
    after = Layers.read(slopes(replace(lambda place, _: place == changed)) / STRENGTH).after
    assert after == (*BEFORE[:changed], "new", *BEFORE[changed + 1 :])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (replace(lambda place, layer: False), "No layer has another activation than before"),
        (
            replace(lambda place, layer: is_old(place, layer) and not layer.name.startswith("fc")),
            "but not in fc1, fc2, which had the same old one",
        ),
        (
            replace(lambda place, layer: is_old(place, layer) and place == 0),
            "is in block1_conv1, but not in block2_conv1, block3_conv1, block3_conv3, "
            "block4_conv2, block5_conv1 and 4 more",
        ),
        (replace(lambda place, layer: True), "block1_conv2, block2_conv2, "),
        (replace(lambda place, layer: not is_old(place, layer)), "Asked to replace ELU"),
        (replace(is_old, keras.activations.relu), "it is ReLU, or one like it"),
        (replace(is_old, guided), "it is ReLU, or one like it"),
        (replace(is_old, keras.activations.linear), "it is none at all"),
        (
            replace(lambda place, layer: layer.activation is keras.activations.relu, guided),
            "Are activations written into the code",
        ),
        (replace(is_old, lambda x: soft_bend(keras.activations.elu(x))), "`new_activation` alone"),
        (replace(is_old, lambda x: 2 * soft_bend(x)), "computes something else altogether"),
        (replace(is_old, keras.activations.sigmoid), "computes something else altogether"),
    ],
)
def test_what_became_of_the_layers_is_told(change: Change, words: str) -> None:
    said = in_words(signed_picture(slopes(change), False))
    assert said is not None and words in str(said)


def test_the_right_replacement_leaves_nothing_to_say() -> None:
    drawn = slopes(replace(is_old))
    after = Layers.read(drawn / STRENGTH).after
    assert after == tuple("new" if was == OLD else was for was in BEFORE)
    assert in_words(signed_picture(drawn, False)) is None


def test_in_a_network_against_all_no_channel_speaks_for_a_class() -> None:
    x = scene = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(4, 3, activation="relu", name="conv")(x)
    model = keras.Model(scene, keras.layers.Dense(5, name="scores")(keras.layers.Flatten()(x)))
    against = network_against_all(model, "conv")
    assert [layer.name for layer in against.layers][-1] == "scores"
    assert against.output_shape == model.output_shape
    to_both = keras.Model(against.input, [against.get_layer("conv").output, against.output])
    with tf.GradientTape() as tape:
        channels, scores = to_both(tf.random.stateless_normal((1, 8, 8, 3), (1, 2)))
    gradient = tape.gradient(scores, channels)
    assert (np.asarray(gradient) < 0).all()
