"""Fit the head of the CAM network: `python -m cam_family.train_heads [--out PATH]`.

The convolutional layers of the embedded network are left as they are. On the means of the channels
of its last one, a logistic regression tells for each class whether its object is in the scene: 567
weights, fitted in less than a second. Then the head is measured on scenes that it has not seen.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cam_family.networks import Head
from cam_family.objects import HEAD
from cam_family.reference_solution import bounding_box
from cam_family.worth import iou, true_box
import cv2
from grader.networks.network import Network, load_network
import keras
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from training.compose import Composer, Scene

LAYER = "block5_conv3"
COUNTS = (1, 2, 2, 3)
"""Objects in a training scene, as in those that the trunk was trained on."""

BATCH_SIZE = 50
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Settings:
    """What the head is fitted on, and how strongly its weights are held small."""

    seed: int = 7
    scenes: int = 900
    weight_decay: float = 1e-4


@dataclass(frozen=True)
class Channels:
    """The channels of a layer for some scenes, (n, h, w, K), and which classes are in each."""

    maps: NDArray[np.float32]
    present: NDArray[np.bool_]

    @classmethod
    def of(cls, network: Network, scenes: list[Scene], layer: str = LAYER) -> Channels:
        """Pass the scenes through the trunk, up to a layer."""
        to_layer = keras.Model(network.model.input, network.model.get_layer(layer).output)
        inputs = np.concatenate([network.preprocess(scene.image) for scene in scenes])
        starts = range(0, len(inputs), BATCH_SIZE)
        maps = [to_layer(inputs[start : start + BATCH_SIZE], training=False) for start in starts]
        return cls(np.concatenate(maps), np.stack([scene.present for scene in scenes]))


def compose(seed: int, count: int, objects: tuple[int, ...]) -> list[Scene]:
    """Fresh scenes with as many objects as one of `objects`; the same for the same seed."""
    rng = np.random.default_rng(seed)
    return list(islice(Composer.from_photographs().scenes(rng, objects), count))


def fit(channels: Channels, weight_decay: float, layer: str = LAYER) -> Head:
    """Logistic regression of each class's presence on the means of the channels.

    The means are standardised while the weights are fitted: they differ a hundredfold, and the
    decay is to hold all alike.
    """
    means = channels.maps.mean(axis=(1, 2), dtype=np.float64)
    centre, spread = means.mean(axis=0), means.std(axis=0) + 1e-9
    inputs, labels = (means - centre) / spread, channels.present.astype(np.float64)
    shape = inputs.shape[1], labels.shape[1]

    def loss_and_gradient(parameters: Floats) -> tuple[float, Floats]:
        kernel, bias = parameters[: -shape[1]].reshape(shape), parameters[-shape[1] :]
        scores = inputs @ kernel + bias
        cross_entropy = np.mean(np.logaddexp(0, scores) - labels * scores)
        excess = (1 / (1 + np.exp(-scores)) - labels) / labels.size
        slope = inputs.T @ excess + weight_decay * kernel
        loss = float(cross_entropy + weight_decay / 2 * np.square(kernel).sum())
        return loss, np.concatenate([slope.ravel(), excess.sum(axis=0)])

    start = np.zeros(shape[0] * shape[1] + shape[1])
    found = minimize(loss_and_gradient, start, jac=True, method="L-BFGS-B").x
    kernel = found[: -shape[1]].reshape(shape) / spread[:, None]
    bias = found[-shape[1] :] - centre @ kernel
    return Head(layer, kernel.astype(np.float32), bias.astype(np.float32))


@dataclass(frozen=True)
class Measured:
    """How good a head is: shares of scenes, and of objects, 0..1."""

    both_on_top: float
    peaks_on_object: float
    box_fits: float


def measure(head: Head, channels: Channels, scenes: list[Scene]) -> Measured:
    """On scenes of two objects.

    The share of scenes whose two highest scores are those of the objects; of objects on which
    their class's map peaks; and of objects whose box, at a fifth of the maximum, is right by half.
    """
    scores = channels.maps.mean(axis=(1, 2)) @ head.kernel + head.bias
    both = [
        set(np.argsort(-row)[:2]) == set(np.flatnonzero(present))
        for row, present in zip(scores, channels.present, strict=True)
    ]
    peaks, boxes = [], []
    for maps, scene in zip(channels.maps, scenes, strict=True):
        for index in np.flatnonzero(scene.present):
            mask = scene.masks[index]
            heat = cv2.resize(maps @ head.kernel[:, index], mask.shape[::-1])
            peaks.append(bool(mask.flat[heat.argmax()]))
            boxes.append(iou(bounding_box(heat, 0.2), true_box(mask)) >= 0.5)
    return Measured(float(np.mean(both)), float(np.mean(peaks)), float(np.mean(boxes)))


def main() -> None:
    """Fit, save and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=HEAD)
    out: Path = parser.parse_args().out
    network, settings = load_network("demo"), Settings()
    seen = Channels.of(network, compose(settings.seed, settings.scenes, COUNTS))
    head = fit(seen, settings.weight_decay)
    head.write(out)
    scenes = compose(20_000, 200, (2,))
    found = measure(head, Channels.of(network, scenes), scenes)
    print(f"{out}: {out.stat().st_size:,} bytes, {head.kernel.size + head.bias.size} weights")
    print(f"both objects among the top two of {len(scenes)} new scenes: {found.both_on_top:.1%}")
    print(f"the map peaks on its object: {found.peaks_on_object:.1%}")
    print(f"its box overlaps the object's by half (IoU >= 0.5): {found.box_fits:.1%}")


if __name__ == "__main__":
    main()
