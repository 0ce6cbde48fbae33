"""Figures of the demo network: `python -m training.measure [--network PATH]`.

On freshly composed scenes of two objects: are both objects' classes ranked first, and does each
class's explanation peak on its own object? A peak counts only on a visible pixel of the object
itself, which is stricter than its bounding box. Grad-CAM and guided backpropagation are written
here once more, for whole batches and in graph mode: the reference explains one scene at a time.
Beside them stand an edge detector, which knows neither class nor network, and the scene's middle.
The intervals, 95 % Clopper-Pearson, are about new scenes of the same photographs, and no others.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
import time
from typing import cast

import cv2
from grader.networks.network import preprocess
import keras
import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
import tensorflow as tf

from benchmarks.measured import Measured, of_this_machine
from training.compose import SCENE_SIZE, Composer, Scene
from training.train import DATA

SEED = 20_000
"""Of the scenes that are measured on; `train` uses another."""

BATCH_SIZE = 50

Explain = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]
"""Scenes (n, 112, 112, 3) and a class for each (n,) to maps (n, height, width)."""


@dataclass(frozen=True)
class Method:
    """A way to explain a class, and the share of objects on which its map peaks."""

    name: str
    explain: Explain


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", type=Path, default=DATA / "demo_network.keras")
    parser.add_argument("--scenes", type=int, default=1000)
    parser.add_argument("--save", type=Path, metavar="JSON", help="keep the figures for README")
    arguments = parser.parse_args()
    # One thread, as the grader runs; no setting can change this after TensorFlow's first operation.
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    network = keras.saving.load_model(arguments.network, compile=False)
    rng = np.random.default_rng(SEED)
    scenes = list(islice(Composer.from_photographs().scenes(rng, (2,)), arguments.scenes))
    print(f"{arguments.network.name}, {len(scenes)} scenes of two objects, seed {SEED}")
    table = {"both objects among the top two classes": ("", share(both_on_top(network, scenes)))}
    for method in methods(network):
        hits = pointing(method, scenes)
        cells = share(hits.ravel()), share(hits[:, 0] & hits[:, 1])
        table[f"{method.name} peaks on a visible pixel of its object"] = cells
    print(f"{'':62} {'each object':>24} {'both of a scene':>24}")
    for name, (each_object, both_objects) in table.items():
        print(f"{name:62} {each_object:>24} {both_objects:>24}")
    figures = {
        "megabytes": f"{arguments.network.stat().st_size / 1e6:.1f}",
        "weights": f"{network.count_params():,}",
        "milliseconds": f"{milliseconds(network):.0f}",
    }
    print("{megabytes} MB, {weights} weights; ".format_map(figures), end="")
    print("a forward and backward pass on one thread {milliseconds} ms".format_map(figures))
    if arguments.save:
        command = "python -m training.measure"
        Measured(command, table, figures, of_this_machine()).write(arguments.save)


def share(hits: NDArray[np.bool_]) -> str:
    """The share of hits in per cent, with its interval."""
    found = binomtest(int(hits.sum()), hits.size).proportion_ci(0.95)
    return f"{100 * hits.mean():.1f} % ({100 * found.low:.1f}-{100 * found.high:.1f} %)"


def methods(network: keras.Model) -> tuple[Method, ...]:
    """The explanations that are compared."""
    return (
        Method("Grad-CAM at block5_conv3", grad_cam(network, "block5_conv3")),
        Method("Grad-CAM at block4_conv3", grad_cam(network, "block4_conv3")),
        Method("guided backpropagation", input_gradient(guided(network))),
        Method("plain gradient", input_gradient(network)),
        Method("edge detector", edges),
        Method("middle of the scene", middle),
    )


def both_on_top(network: keras.Model, scenes: list[Scene]) -> NDArray[np.bool_]:
    """Whether a scene's two highest scores are those of the two classes present, (scenes,)."""
    right = []
    for start in range(0, len(scenes), BATCH_SIZE):
        batch = scenes[start : start + BATCH_SIZE]
        ranking = np.argsort(network(as_input(batch), training=False), axis=1)[:, ::-1]
        for ranked, scene in zip(ranking, batch, strict=True):
            right.append(set(ranked[:2]) == set(np.flatnonzero(scene.present)))
    return np.array(right)


def pointing(method: Method, scenes: list[Scene]) -> NDArray[np.bool_]:
    """Whether the class's map peaks on its object, (scenes, 2)."""
    hits = np.zeros((len(scenes), 2), np.bool_)
    for place in (0, 1):
        for start in range(0, len(scenes), BATCH_SIZE):
            batch = scenes[start : start + BATCH_SIZE]
            classes = np.array([np.flatnonzero(scene.present)[place] for scene in batch])
            maps = np.asarray(method.explain(as_input(batch), tf.constant(classes)))
            for i, (heat, scene, index) in enumerate(zip(maps, batch, classes, strict=True)):
                hits[start + i, place] = peaks_inside(heat, scene.masks[index])
    return hits


def peaks_inside(heat: NDArray[np.float32], mask: NDArray[np.bool_]) -> bool:
    """Whether the highest pixel of a map, (h, w) float32, resized to its scene is in `mask`.

    A map that is zero everywhere has no peak.
    """
    resized = cv2.resize(heat, (SCENE_SIZE, SCENE_SIZE), interpolation=cv2.INTER_LINEAR)
    return bool(heat.max() > 0 and mask.flat[resized.argmax()])


def as_input(scenes: list[Scene]) -> tf.Tensor:
    """Scenes as one batch, (n, 112, 112, 3) float32, preprocessed."""
    return tf.constant(np.concatenate([preprocess(scene.image, "caffe") for scene in scenes]))


def grad_cam(network: keras.Model, layer: str) -> Explain:
    """ReLU of the sum over k of alpha_k A^k, at the size of the layer."""
    both = keras.Model(network.input, [network.get_layer(layer).output, network.output])

    def explain(scenes: tf.Tensor, classes: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            maps, scores = both(scenes, training=False)
            score = tf.reduce_sum(tf.gather(scores, classes, batch_dims=1))
        alpha = tf.reduce_mean(tape.gradient(score, maps), axis=(1, 2), keepdims=True)
        return tf.nn.relu(tf.reduce_sum(alpha * maps, axis=-1))

    return cast(Explain, tf.function(explain))


def input_gradient(network: keras.Model) -> Explain:
    """The largest magnitude over the channels of d score / d scene."""

    def explain(scenes: tf.Tensor, classes: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch(scenes)
            scores = network(scenes, training=False)
            score = tf.reduce_sum(tf.gather(scores, classes, batch_dims=1))
        return tf.reduce_max(tf.abs(tape.gradient(score, scenes)), axis=-1)

    return cast(Explain, tf.function(explain))


def edges(scenes: tf.Tensor, classes: tf.Tensor) -> tf.Tensor:
    """How uneven a scene is (Sobel), whatever the class."""
    grey = tf.reduce_mean(scenes, axis=-1, keepdims=True)
    return tf.norm(tf.image.sobel_edges(grey)[..., 0, :], axis=-1)


def middle(scenes: tf.Tensor, classes: tf.Tensor) -> tf.Tensor:
    """A map that peaks in the middle of any scene."""
    near = tf.signal.hann_window(SCENE_SIZE, periodic=False)
    return tf.repeat((near[:, None] * near)[None], len(scenes), axis=0)


def guided(network: keras.Model) -> keras.Model:
    """A copy of the network whose ReLUs hand back only positive gradients, where x > 0."""
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    for layer in copy.layers:
        if getattr(layer, "activation", None) is keras.activations.relu:
            layer.activation = tf.custom_gradient(guided_relu)
    return copy


def guided_relu(x: tf.Tensor) -> tuple[tf.Tensor, Callable[[tf.Tensor], tf.Tensor]]:
    """ReLU with the backward pass of Springenberg et al. 2015."""
    return tf.nn.relu(x), lambda upstream: tf.nn.relu(upstream) * tf.cast(x > 0, x.dtype)


def milliseconds(network: keras.Model, repeats: int = 60) -> float:
    """Least processor time of one eager forward and backward pass for one scene."""
    scene = tf.random.stateless_normal((1, SCENE_SIZE, SCENE_SIZE, 3), seed=(0, 0))
    times = []
    for _ in range(repeats):
        started = time.process_time()
        with tf.GradientTape() as tape:
            tape.watch(scene)
            score = network(scene, training=False)[0, 0]
        tape.gradient(score, scene)
        times.append(time.process_time() - started)
    return min(times) * 1000


if __name__ == "__main__":
    main()
