"""The numbers: how far explanations change with the class, and with the network's weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader.core.language import message
from grader.gradcam.experiment.methods import CLASS_METHODS, all_maps, class_maps, rank_correlation
from grader.gradcam.experiment.randomise import stages
from grader.gradcam.explain import Blanks, Explanation
from grader.networks.network import Network
from grader.networks.scenes import load_scene
import numpy as np
import tensorflow as tf

TWO_CLASSES = message("two classes")
SEEDS = (1, 2, 3)
"""Of the draws of weights whose mean is taken."""


@dataclass(frozen=True)
class Table:
    """Rank correlations: one row per method, one column per comparison; each is a mean."""

    columns: tuple[str, ...]
    rows: Mapping[str, tuple[float, ...]]


def explanation_of(blanks: Blanks, network: Network, scene: str, class_index: int) -> Explanation:
    """What the functions say of a class of a scene, at the network's own layer."""
    image = tf.constant(network.preprocess(load_scene(scene, network.input_size)))
    return Explanation(blanks, network, image, class_index, network.spec.layer)


def best_classes(network: Network, scene: str) -> tuple[int, int]:
    """The two classes with the highest scores."""
    scores = network.scores(load_scene(scene, network.input_size))
    first, second = np.argsort(-scores)[:2]
    return int(first), int(second)


def class_table(blanks: Blanks, network: Network, scenes: Sequence[str]) -> Table:
    """Each method's maps of the two best classes of a scene, compared with one another."""
    found: dict[str, list[float]] = {}
    for scene in scenes:
        one, other = (
            all_maps(explanation_of(blanks, network, scene, class_index))
            for class_index in best_classes(network, scene)
        )
        for name in one:
            found.setdefault(name, []).append(rank_correlation(one[name], other[name]))
    rows = {name: (float(np.mean(values)),) for name, values in found.items()}
    return Table((TWO_CLASSES,), rows)


def randomisation_table(blanks: Blanks, network: Network, scenes: Sequence[str]) -> Table:
    """Each method's maps after each stage of randomisation, compared with the trained network's."""
    found: dict[str, dict[str, list[float]]] = {name: {} for name in CLASS_METHODS}
    trained = [
        explanation_of(blanks, network, scene, best_classes(network, scene)[0]) for scene in scenes
    ]
    before = [class_maps(each) for each in trained]
    for seed in SEEDS:
        for part, randomised in stages(network, seed):
            for each, maps in zip(trained, before, strict=True):
                after = class_maps(replace(each, network=randomised))
                for name, values in found.items():
                    correlation = rank_correlation(maps[name], after[name])
                    values.setdefault(part, []).append(correlation)
    columns = tuple(found[CLASS_METHODS[0]])
    rows = {
        name: tuple(float(np.mean(values[part])) for part in columns)
        for name, values in found.items()
    }
    return Table(columns, rows)
