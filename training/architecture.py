"""The demo network: VGG16's layers under VGG16's names, narrower and for smaller pictures."""

from __future__ import annotations

from dataclasses import dataclass

import keras

from training.compose import SCENE_SIZE
from training.photographs import CLASS_NAMES


@dataclass(frozen=True)
class Block:
    """One of VGG16's five blocks: its number of convolutions and of channels."""

    convolutions: int
    channels: int


BLOCKS = (Block(2, 16), Block(2, 24), Block(3, 48), Block(3, 64), Block(3, 80))
"""VGG16 has 64, 128, 256, 512 and 512 channels."""

DENSE_UNITS = 64
"""Units of `fc1` and of `fc2`; VGG16 has 4,096."""


def build_network(seed: int) -> keras.Model:
    """The untrained network: (batch, 112, 112, 3) float32 as `vgg16.preprocess_input` makes it.

    Its outputs are scores, (batch, classes), before any sigmoid or softmax. Weights are drawn by
    He et al. 2015, without which thirteen ReLU layers in a row hardly learn.
    """
    seeds = keras.random.SeedGenerator(seed)
    he = keras.initializers.HeNormal
    scene = keras.Input((SCENE_SIZE, SCENE_SIZE, 3), name="scene")
    x = scene
    for number, block in enumerate(BLOCKS, start=1):
        for place in range(1, block.convolutions + 1):
            x = keras.layers.Conv2D(
                block.channels,
                3,
                padding="same",
                activation="relu",
                kernel_initializer=he(seeds),
                name=f"block{number}_conv{place}",
            )(x)
        x = keras.layers.MaxPooling2D(2, name=f"block{number}_pool")(x)
    x = keras.layers.Flatten(name="flatten")(x)
    for name in ("fc1", "fc2"):
        x = keras.layers.Dense(
            DENSE_UNITS, activation="relu", kernel_initializer=he(seeds), name=name
        )(x)
    scores = keras.layers.Dense(len(CLASS_NAMES), kernel_initializer=he(seeds), name="predictions")(
        x
    )
    return keras.Model(scene, scores, name="demo_network")
