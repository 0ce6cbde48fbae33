"""What is a map worth? `python -m cam_family.measure_worth [--scenes 200] [--handouts]`.

On freshly composed scenes of two objects, one of which is asked for, every method's map is put to
the test:

*   pointing: its maximum is a visible pixel of the object;
*   box: the box at a fifth of its maximum and the object's own overlap by half (IoU >= 0.5);
*   energy: the share of its positive values on the object;
*   deletion: the score that is left while pixels are set to 0, the highest of the map first, and
    insertion: the score that is reached while they are put into an empty image; both are the mean
    over all steps, relative to the score of the whole image, above that of the empty one;
*   like occlusion: Spearman's rank correlation with the occlusion map.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass

from cam_family import reference_solution
from cam_family.explain import PATCH, STRIDE
from cam_family.given import Floats
from cam_family.networks import Networks
from cam_family.tables import HANDOUTS, Table, markdown, write_into
from cam_family.train_heads import compose
from cam_family.whole import THRESHOLD, Whole
from cam_family.worth import energy, iou, true_box
import cv2
from grader.core.language import languages, message
from grader.networks.spec import NetworkSpec
import keras
import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr
import tensorflow as tf

from training.compose import Scene
from training.measure import guided

SEED = 30_000
STEPS = 8
"""Of deletion and insertion."""

GRID = 8
"""Rows and columns on which maps are compared with that of occlusion."""

TITLES = (
    *(message("pointing"), message("box"), message("energy")),
    *(message("deletion"), message("insertion"), message("like occlusion")),
)


@dataclass(frozen=True)
class Worth:
    """How one map does; the mean over scenes is a row of the table."""

    pointing: float
    box: float
    energy: float
    deletion: float
    insertion: float
    like_occlusion: float


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scenes", type=int, default=200)
    parser.add_argument("--handouts", action="store_true", help="write the table into the handouts")
    arguments = parser.parse_args()
    table = measure(arguments.scenes)
    print(markdown("method", table))
    if arguments.handouts:
        for language in languages():
            text = markdown(message("method"), table, language.translate)
            write_into(HANDOUTS[language.short], {"worth": text})


def measure(count: int) -> Table:
    """The table of all methods on `count` fresh scenes."""
    networks = Networks.open(NetworkSpec.named("demo"))
    led = guided(networks.network.model)
    rng = np.random.default_rng(SEED)
    found: dict[str, list[Worth]] = {}
    for scene in compose(SEED, count, (2,)):
        index = int(rng.choice(np.flatnonzero(scene.present)))
        for name, worth in of_scene(networks, led, scene, index).items():
            found.setdefault(name, []).append(worth)
    rows = {
        name: cells(Worth(*np.mean([astuple(each) for each in all_of_it], axis=0)))
        for name, all_of_it in found.items()
    }
    return Table(TITLES, rows)


def cells(worth: Worth) -> tuple[str, ...]:
    """A row as it is printed: shares in percent, the rest with two decimals."""
    shares = (worth.pointing, worth.box, worth.energy)
    rest = (worth.deletion, worth.insertion, worth.like_occlusion)
    return (*(f"{share:.0%}" for share in shares), *(f"{value:.2f}" for value in rest))


def of_scene(networks: Networks, led: keras.Model, scene: Scene, index: int) -> Mapping[str, Worth]:
    """What each method's map of a class is worth in a scene."""
    image = networks.network.preprocess(scene.image)
    model, layer = networks.network.model, networks.network.spec.layer
    whole = Whole(reference_solution, networks, image, index, layer, PATCH, STRIDE)
    maps = {
        message("saliency"): strength(model, image, index),
        message("guided backpropagation"): strength(led, image, index),
        "Grad-CAM": whole.enlarged(grad_cam(*whole.given)),
        **{name: whole.enlarged(make()) for name, make in whole.methods.items()},
    }
    tested = Tested(model, image, index)
    return {
        name: judge(heat_map, scene.masks[index], maps["occlusion"], tested)
        for name, heat_map in maps.items()
    }


def judge(heat_map: Floats, mask: NDArray[np.bool_], occluded: Floats, tested: Tested) -> Worth:
    """All that is measured of one map, (H, W)."""
    box = reference_solution.bounding_box(heat_map, THRESHOLD)
    return Worth(
        pointing=float(heat_map.max() > 0 and mask.flat[heat_map.argmax()]),
        box=float(iou(box, true_box(mask)) >= 0.5),
        energy=energy(heat_map, mask),
        deletion=tested.deletion(heat_map),
        insertion=tested.insertion(heat_map),
        like_occlusion=rank_correlation(heat_map, occluded),
    )


def grad_cam(activations: Floats, gradients: Floats) -> Floats:
    """The first assignment's Grad-CAM, (h, w)."""
    cam: Floats = np.maximum(activations @ gradients.mean(axis=(0, 1)), 0)
    return cam


def strength(model: keras.Model, image: Floats, index: int) -> Floats:
    """The largest magnitude over the channels of d score / d image, (H, W)."""
    with tf.GradientTape() as tape:
        watched = tf.constant(image)
        tape.watch(watched)
        score = model(watched)[0, index]
    found: Floats = np.abs(np.asarray(tape.gradient(score, watched))[0]).max(axis=-1)
    return found


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's rank correlation of two maps, each averaged over GRID x GRID squares."""
    small = [cv2.resize(each, (GRID, GRID), interpolation=cv2.INTER_AREA) for each in (one, other)]
    found = float(spearmanr(small[0].ravel(), small[1].ravel()).statistic)
    return 0.0 if np.isnan(found) else found


@dataclass(frozen=True)
class Tested:
    """An image of which pixels are deleted, or into an empty one inserted, and a class's score."""

    model: keras.Model
    image: Floats
    index: int

    def deletion(self, heat_map: Floats) -> float:
        """The mean score while pixels are set to 0, the highest of the map first; low is good."""
        return self._mean_score(heat_map, lambda chosen: ~chosen)

    def insertion(self, heat_map: Floats) -> float:
        """The mean score while pixels are put into an empty image; high is good."""
        return self._mean_score(heat_map, lambda chosen: chosen)

    def _mean_score(
        self, heat_map: Floats, kept: Callable[[NDArray[np.bool_]], NDArray[np.bool_]]
    ) -> float:
        ranks = np.empty(heat_map.size, int)
        ranks[np.argsort(-heat_map, axis=None, kind="stable")] = np.arange(heat_map.size)
        shares = ranks.reshape(heat_map.shape) / heat_map.size
        steps = (np.arange(STEPS) + 0.5) / STEPS
        visible = np.stack([kept(shares < step) for step in steps])[..., None]
        batch = np.concatenate([self.image, 0 * self.image, self.image * visible])
        whole, empty, *scores = np.asarray(self.model(batch))[:, self.index]
        return float((np.mean(scores) - empty) / (whole - empty))


if __name__ == "__main__":
    main()
