"""Networks as courses write them: the same in nature, and none built like another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import grader.networks.quiet_tensorflow  # noqa: F401  (before Keras, which imports it)
import keras
from keras import layers
import tensorflow as tf

HEIGHT, WIDTH, CLASSES = 24, 16, 3


@dataclass(frozen=True)
class Form:
    """How a network is built, and the layer that is explained in it."""

    build: Callable[[], keras.Model]
    layer: str = "last"


def inside() -> keras.Model:
    """VGG16's way: the ReLU is the convolution's own, and a softmax the last layer's."""
    image = keras.Input((HEIGHT, WIDTH, 3))
    x = layers.Conv2D(6, 3, activation="relu", padding="same", name="first")(image)
    x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(5, 3, activation="relu", name="last")(x)
    x = layers.Dense(8, activation="relu")(layers.Flatten()(x))
    return keras.Model(image, layers.Dense(CLASSES, activation="softmax", name="scores")(x))


def built_of(relu: Callable[[tf.Tensor], tf.Tensor]) -> keras.Model:
    """Convolutions with something else behind them, global average pooling, no dense ReLU."""
    image = keras.Input((HEIGHT, WIDTH, 3))
    x = relu(layers.Conv2D(6, 3, padding="same", name="first")(image))
    x = relu(layers.Conv2D(5, 3, strides=2)(x))
    x = layers.Activation("linear", name="last")(x)
    return keras.Model(
        image, layers.Dense(CLASSES, name="scores")(layers.GlobalAveragePooling2D()(x))
    )


def residual() -> keras.Model:
    """ResNet50 itself, whose ReLUs are layers, after an addition."""
    return keras.applications.ResNet50(
        weights=None, input_shape=(64, 48, 3), classes=CLASSES, classifier_activation=None
    )


def one_relu_twice() -> keras.Model:
    """A single ReLU layer, called twice."""
    return built_of(layers.ReLU())


def nested() -> keras.Model:
    """A base inside of a classifier, whose layers have the same names as some of the base's."""
    image = keras.Input((None, None, 3), name="image")
    x = layers.Conv2D(6, 3, padding="same", name="first")(image)
    x = layers.ReLU(name="relu")(layers.BatchNormalization(name="norm")(x))
    base = keras.Model(image, layers.Conv2D(5, 3, activation="relu", name="last")(x), name="base")
    base.trainable = False
    image = keras.Input((HEIGHT, WIDTH, 3), name="image")
    x = base(layers.Rescaling(1 / 255)(image), training=False)
    x = layers.Dense(8, activation="relu", name="relu")(layers.GlobalAveragePooling2D()(x))
    x = layers.Dropout(0.5)(x)
    return keras.Model(image, layers.Dense(CLASSES, activation="softmax", name="scores")(x))


def sequential(*first: layers.Layer) -> keras.Model:
    """Sequential in Sequential, with an Input layer or without, and a layer for the softmax."""
    base = keras.Sequential(
        [layers.Conv2D(6, 3, activation="relu"), layers.Conv2D(5, 3, name="last"), layers.ReLU()]
    )
    head = [layers.GlobalAveragePooling2D(), layers.Dense(CLASSES, name="scores"), layers.Softmax()]
    model = keras.Sequential([*first, base, *head])
    model(tf.zeros((1, HEIGHT, WIDTH, 3)))
    return model


def mixed() -> keras.Model:
    """The first form, in mixed precision."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        return inside()
    finally:
        keras.config.set_dtype_policy(before)


GUIDED: Mapping[str, Form] = {
    "inside": Form(inside),
    "activation_layers": Form(lambda: built_of(lambda x: layers.Activation("relu")(x))),
    "relu_layers": Form(lambda: built_of(lambda x: layers.ReLU()(x))),
    "one_relu_twice": Form(one_relu_twice),
    "functional": Form(lambda: built_of(keras.ops.relu)),
    "functional_activation": Form(lambda: built_of(keras.activations.relu)),
    "residual": Form(residual, "conv5_block3_out"),
    "nested": Form(nested),
    "sequential": Form(sequential),
    "sequential_with_input": Form(lambda: sequential(layers.Input((HEIGHT, WIDTH, 3)))),
    "sequential_any_size": Form(lambda: sequential(layers.Input((None, None, 3)))),
    "mixed_precision": Form(mixed),
}

UNGUIDED: Mapping[str, Form] = {
    "ReLU": Form(lambda: built_of(lambda x: layers.ReLU(6.0)(x))),
    "LeakyReLU": Form(lambda: built_of(lambda x: layers.LeakyReLU()(x))),
    "PReLU": Form(lambda: built_of(lambda x: layers.PReLU()(x))),
    "leaky_relu": Form(lambda: built_of(lambda x: layers.Activation("leaky_relu")(x))),
    "silu": Form(lambda: built_of(lambda x: layers.Activation("swish")(x))),
    "gelu": Form(lambda: built_of(lambda x: layers.Activation("gelu")(x))),
    "Relu6": Form(lambda: built_of(keras.ops.relu6)),
    "Gelu": Form(lambda: built_of(keras.ops.gelu)),
    "Maximum": Form(lambda: built_of(lambda x: keras.ops.maximum(x, 0.0))),
    "Lambda": Form(lambda: built_of(lambda x: layers.Lambda(tf.nn.relu)(x))),
}
"""By the name that the warning has for them."""
