"""The numbers: what explanations hang on, and whether the score hangs on what they point at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader.core.blank import Floats
from grader.core.language import message
from grader.gradcam.experiment.faithfulness import Faithfulness, faithfulness
from grader.gradcam.experiment.methods import (
    CLASS_METHODS,
    EDGES,
    channel_maps,
    class_maps,
    edges,
    in_cells,
    rank_correlation,
)
from grader.gradcam.experiment.randomise import stages
from grader.gradcam.explain import Blanks, Explanation
from grader.networks.network import Network
import numpy as np
from numpy.typing import NDArray
from scipy import stats
import tensorflow as tf

TWO_CLASSES = message("of two classes")
WITH_EDGES = message("with the edges")
DELETION, INSERTION = message("deletion"), message("insertion")
RANDOM = message("random order")
CONFIDENCE = 0.95

Maps = Mapping[str, Floats]


@dataclass(frozen=True)
class Compared:
    """What came of one scene, by method, and by the part that was randomised last."""

    classes: Mapping[str, float]
    edges: Mapping[str, float]
    randomised: Mapping[str, Mapping[str, float]]
    faithful: Mapping[str, Faithfulness]


@dataclass(frozen=True)
class Estimate:
    """A mean over the scenes, and half the width of its 95 % interval (Student's t)."""

    mean: float
    half: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Estimate:
        """The estimate from one value of each scene, two at least."""
        times = float(stats.t.ppf((1 + CONFIDENCE) / 2, len(values) - 1))
        return cls(float(np.mean(values)), times * float(stats.sem(values)))


@dataclass(frozen=True)
class Table:
    """Estimates: a row a method, a column a comparison."""

    columns: tuple[str, ...]
    rows: Mapping[str, tuple[Estimate, ...]]


def explanation_of(
    blanks: Blanks, network: Network, scene: NDArray[np.uint8], class_index: int
) -> Explanation:
    """What the functions say of a class of a scene, at the network's own layer."""
    image = tf.constant(network.preprocess(scene))
    return Explanation(blanks, network, image, class_index, network.spec.layer)


def best_classes(network: Network, scene: NDArray[np.uint8]) -> tuple[int, int]:
    """The two classes with the highest scores."""
    first, second = np.argsort(-network.scores(scene))[:2]
    return int(first), int(second)


def compare(blanks: Blanks, network: Network, scene: NDArray[np.uint8], seed: int) -> Compared:
    """All comparisons of a scene; `seed` is that of the weights that replace what was learnt."""
    one, other = (
        explanation_of(blanks, network, scene, index) for index in best_classes(network, scene)
    )
    cells = (int(one.activation_map.shape[0]), int(one.activation_map.shape[1]))
    maps, others = _all_maps(one, cells), _all_maps(other, cells)
    randomised = {
        part: _alike(maps, _class_maps(replace(one, network=without), cells))
        for part, without in stages(network, seed)
    }
    order = np.random.default_rng(seed).random(cells)
    ranked = {**{name: maps[name] for name in (*CLASS_METHODS, EDGES)}, RANDOM: order}
    return Compared(
        _alike(maps, others),
        _alike(maps, {name: maps[EDGES] for name in maps}),
        randomised,
        {
            name: faithfulness(network, scene, one.class_index, each)
            for name, each in ranked.items()
        },
    )


def _all_maps(explanation: Explanation, cells: tuple[int, int]) -> Maps:
    channels = channel_maps(explanation)
    return {
        **_class_maps(explanation, cells),
        **{name: in_cells(values, cells) for name, values in channels.items()},
    }


def _class_maps(explanation: Explanation, cells: tuple[int, int]) -> Maps:
    made = {**class_maps(explanation), EDGES: edges(explanation)}
    return {name: in_cells(values, cells) for name, values in made.items()}


def _alike(maps: Maps, others: Maps) -> Mapping[str, float]:
    return {name: rank_correlation(maps[name], other) for name, other in others.items()}


def class_table(scenes: Sequence[Compared]) -> Table:
    """How alike the maps of a scene's two best classes are, and those of the best and its edges."""
    names = [name for name in scenes[0].classes if name != EDGES]
    rows = {
        name: (
            Estimate.of([scene.classes[name] for scene in scenes]),
            Estimate.of([scene.edges[name] for scene in scenes]),
        )
        for name in (*names, EDGES)
    }
    return Table((TWO_CLASSES, WITH_EDGES), rows)


def randomisation_table(scenes: Sequence[Compared]) -> Table:
    """How alike the maps are to the trained network's, after each stage of randomisation."""
    parts = tuple(scenes[0].randomised)
    rows = {
        name: tuple(Estimate.of([s.randomised[part][name] for s in scenes]) for part in parts)
        for name in (*CLASS_METHODS, EDGES)
    }
    return Table(parts, rows)


def faithfulness_table(scenes: Sequence[Compared]) -> Table:
    """The mean share of the score along deletion and insertion."""
    rows = {
        name: (
            Estimate.of([scene.faithful[name].deletion for scene in scenes]),
            Estimate.of([scene.faithful[name].insertion for scene in scenes]),
        )
        for name in scenes[0].faithful
    }
    return Table((DELETION, INSERTION), rows)
