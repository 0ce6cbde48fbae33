"""Train the demo network: `python -m training.train [--out PATH] [--seed N]`.

The loss has three parts. Each class's score answers whether its object is in the scene (a sigmoid
for each class, so that two objects do not compete). An auxiliary head, which is not saved, reads
from every cell of `block5_conv3` which objects cover it: that is what gets thirteen convolutions to
learn within minutes. Last, the Grad-CAM of a class in the scene must peak on its object: left to
itself the heat of one object often spills onto another.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
import time
from typing import cast

from grader import ROOT
from grader.networks.network import preprocess
import keras
import numpy as np
from numpy.typing import NDArray
import tensorflow as tf

from training.architecture import build_network
from training.compose import Composer, Scene
from training.photographs import CLASS_NAMES
from training.saving import save

DATA = ROOT / "data"
LAYER = "block5_conv3"

CELL, MIDDLE = 16, slice(6, 10)
"""Pixels of the scene to a cell of LAYER, after four poolings, and those in its middle.

Whether an object covers the middle is what counts: there a resized map has its maximum.
"""

Step = Callable[[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor], tuple[tf.Tensor, ...]]
"""A batch's four arrays and the weight of localisation to the three losses."""


@dataclass(frozen=True)
class Settings:
    """How long and how strongly the network is trained."""

    seed: int = 2016
    steps: int = 3200
    batch_size: int = 32
    learning_rate: float = 1.5e-3
    warm_up_steps: int = 100
    weight_decay: float = 1e-3
    object_counts: tuple[int, ...] = (1, 2, 2, 3)
    explained_per_scene: int = 2
    cell_weight: float = 2.0
    localisation_weight: float = 0.5
    localisation_from: float = 0.3
    """The share of the steps after which localisation counts; before, it would point at nothing."""


@dataclass(frozen=True)
class Batch:
    """Scenes as the training step takes them.

    `scenes` (n, 112, 112, 3) float32, preprocessed; `present` (n, classes) float32, 0 or 1;
    `coverage` (n, 7, 7, classes) float32, how much of the middle of each cell of LAYER each object
    covers; `explained` (n, explained) int64, classes that are present, drawn at random.
    """

    scenes: NDArray[np.float32]
    present: NDArray[np.float32]
    coverage: NDArray[np.float32]
    explained: NDArray[np.int64]


@dataclass(frozen=True)
class Halves:
    """The network in two: from the scene to LAYER's feature maps, and from there to the scores."""

    features: keras.Model
    scores: keras.Model

    @classmethod
    def of(cls, network: keras.Model) -> Halves:
        """Both halves share the network's weights."""
        maps = network.get_layer(LAYER).output
        return cls(keras.Model(network.input, maps), keras.Model(maps, network.output))


def main() -> None:
    """Train with the default settings and save the network without its optimizer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=DATA / "demo_network.keras")
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--steps", type=at_least_one, default=Settings.steps)
    arguments = parser.parse_args()
    network = train(Settings(seed=arguments.seed, steps=arguments.steps))
    save(network, arguments.out)
    (arguments.out.parent / "classes.txt").write_text("\n".join(CLASS_NAMES) + "\n", "utf-8")
    print(f"{arguments.out}: {arguments.out.stat().st_size:,} bytes")


def at_least_one(text: str) -> int:
    """A number of steps. Raises argparse's error, which is printed as a sentence."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def train(settings: Settings) -> keras.Model:
    """The network trained by `settings`; the same settings give the same network on a machine."""
    keras.utils.set_random_seed(settings.seed)
    tf.config.experimental.enable_op_determinism()
    rng = np.random.default_rng(settings.seed)
    network = build_network(settings.seed)
    step = training_step(network, settings)
    scenes = Composer.from_photographs().scenes(rng, settings.object_counts)
    started = time.monotonic()
    for number in range(1, settings.steps + 1):
        batch = make_batch(rng, [next(scenes) for _ in range(settings.batch_size)], settings)
        weight = localisation_weight(number, settings)
        losses = step(batch.scenes, batch.present, batch.coverage, batch.explained, weight)
        if number % 50 == 0:
            presence, cells, localisation = (float(loss) for loss in losses)
            print(
                f"step {number:5}  presence {presence:.4f}  cells {cells:.4f}"
                f"  localisation {localisation:.4f}  {time.monotonic() - started:5.0f} s",
                flush=True,
            )
    return network


def make_batch(rng: np.random.Generator, scenes: list[Scene], settings: Settings) -> Batch:
    """Preprocess scenes and draw the classes whose Grad-CAM is looked at in each."""
    present = np.stack([scene.present for scene in scenes])
    explained = [rng.choice(np.flatnonzero(row), settings.explained_per_scene) for row in present]
    masks = np.stack([scene.masks for scene in scenes]).astype(np.float32)
    count, classes, height, width = masks.shape
    cells = masks.reshape(count, classes, height // CELL, CELL, width // CELL, CELL)
    middles = cells[:, :, :, MIDDLE, :, MIDDLE]
    return Batch(
        np.concatenate([preprocess(scene.image, "caffe") for scene in scenes]),
        present.astype(np.float32),
        np.ascontiguousarray(middles.mean(axis=(3, 5)).transpose(0, 2, 3, 1)),
        np.stack(explained),
    )


def localisation_weight(number: int, settings: Settings) -> np.float32:
    """The weight of localisation at a step, counted from 1."""
    begun = number >= settings.localisation_from * settings.steps
    return np.float32(settings.localisation_weight if begun else 0)


def training_step(network: keras.Model, settings: Settings) -> Step:
    """A compiled function that changes the network by one step of the optimizer."""
    halves = Halves.of(network)
    cell_head = keras.layers.Conv2D(len(CLASS_NAMES), 1, name="cell_head")
    cell_head.build(halves.features.output_shape)
    weights = network.trainable_variables + cell_head.trainable_variables
    optimizer = make_optimizer(settings)
    optimizer.build(weights)

    def step(
        scenes: tf.Tensor,
        present: tf.Tensor,
        coverage: tf.Tensor,
        explained: tf.Tensor,
        weight: tf.Tensor,
    ) -> tuple[tf.Tensor, ...]:
        with tf.GradientTape() as tape:
            maps = halves.features(scenes, training=True)
            presence = mean_sigmoid_loss(halves.scores(maps, training=True), present)
            cells = mean_sigmoid_loss(cell_head(maps), coverage)
            localisation = localisation_loss(halves.scores, maps, explained, coverage)
            loss = presence + settings.cell_weight * cells + weight * localisation
        gradients = tape.gradient(loss, weights)
        optimizer.apply_gradients(zip(gradients, weights, strict=True))
        return presence, cells, localisation

    return cast(Step, tf.function(step))


def make_optimizer(settings: Settings) -> keras.optimizers.Optimizer:
    """AdamW, its learning rate rising for a few steps and then falling along a cosine.

    It rises for half of the steps at most, so that a short trial falls as well.
    """
    rising = min(settings.warm_up_steps, settings.steps // 2)
    schedule = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0,
        warmup_target=settings.learning_rate,
        warmup_steps=rising,
        decay_steps=settings.steps - rising,
    )
    return keras.optimizers.AdamW(schedule, weight_decay=settings.weight_decay, global_clipnorm=1.0)


def mean_sigmoid_loss(scores: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
    """The cross-entropy of a sigmoid of each score with its label, 0 to 1, averaged over all."""
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=scores))


def localisation_loss(
    head: keras.Model, maps: tf.Tensor, explained: tf.Tensor, coverage: tf.Tensor
) -> tf.Tensor:
    """How far each explained class's Grad-CAM is from peaking on its object.

    The map before its last ReLU is taken as the evidence for each cell, and the loss is minus the
    log of the share that a softmax over the cells gives to the object. `maps` are LAYER's outputs.
    """
    picked = explained.shape[1]
    repeated = tf.repeat(maps, picked, axis=0)
    classes = tf.reshape(explained, [-1])
    with tf.GradientTape() as tape:
        tape.watch(repeated)
        chosen = tf.gather(head(repeated, training=True), classes, batch_dims=1)
    gradients = tape.gradient(chosen, repeated)
    weights = tf.reduce_mean(gradients, axis=(1, 2), keepdims=True)
    evidence = tf.reduce_sum(weights * repeated, axis=-1)
    targets = tf.gather(tf.transpose(coverage, [0, 3, 1, 2]), explained, batch_dims=1)
    # The weights are means over the cells, sums would be on the scale of the scores.
    cells = evidence.shape[1] * evidence.shape[2]
    shares = tf.nn.softmax(tf.reshape(evidence, [-1, cells]) * cells)
    on_object = tf.reduce_sum(shares * tf.reshape(targets, [-1, cells]), axis=-1)
    return -tf.reduce_mean(tf.math.log(on_object + 1e-4))


if __name__ == "__main__":
    main()
