"""The handout's figures, each computed with the functions of a solution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from grader.core.blank import Floats
from grader.gradcam import gallery
from grader.gradcam.experiment.measure import SEEDS, explanation_of
from grader.gradcam.experiment.methods import (
    CLASS_METHODS,
    GRAD_CAM,
    GUIDED,
    GUIDED_CHANNELS,
    GUIDED_GRAD_CAM,
    GUIDED_GRAD_CAM_CHANNELS,
    all_maps,
    class_maps,
    rank_correlation,
)
from grader.gradcam.experiment.randomise import stages
from grader.gradcam.experiment.sheets import Figure, Row, Shown
from grader.gradcam.explain import Blanks, Explanation
from grader.gradcam.pictures import saliency_picture
from grader.networks.network import Network
from grader.networks.scenes import load_scene

Maps = Mapping[str, Floats]
SMALL = 148


def make_figures(
    blanks: Blanks, network: Network, scene: str, one: int, other: int
) -> Mapping[str, Figure]:
    """All figures by name, of two classes of a scene."""
    explanations = [explanation_of(blanks, network, scene, index) for index in (one, other)]
    maps = {network.class_names[each.class_index]: all_maps(each) for each in explanations}
    return {
        "product": product_figure(network, scene, *next(iter(maps.items()))),
        "classes": class_figure(network, scene, maps),
        "modes": mode_figure(network, scene, maps),
        "randomisation": randomisation_figure(explanations[0], scene),
    }


def product_figure(network: Network, scene: str, name: str, maps: Maps) -> Figure:
    """What Guided Grad-CAM is made of."""
    headings = ("scene", "guided saliency", "times Grad-CAM", "is Guided Grad-CAM")
    row = _row("", network, scene, maps, (GUIDED, GRAD_CAM, GUIDED_GRAD_CAM))
    return Figure(f"Guided Grad-CAM of the class {name}", headings, (row,))


def class_figure(network: Network, scene: str, maps: Mapping[str, Maps]) -> Figure:
    """Two classes of one scene: which explanations tell them apart?"""
    first, second = (_row(name, network, scene, each, CLASS_METHODS) for name, each in maps.items())
    one, other = maps.values()
    alike = [rank_correlation(one[name], other[name]) for name in CLASS_METHODS]
    said = ("", *(f"rank correlation {value:.2f}" for value in alike))
    pairs = zip(second.shown, said, strict=True)
    captioned = tuple(replace(shown, caption=caption) for shown, caption in pairs)
    rows = (first, replace(second, shown=captioned))
    return Figure("Two classes, one scene", ("scene", *CLASS_METHODS), rows)


def mode_figure(network: Network, scene: str, maps: Mapping[str, Maps]) -> Figure:
    """The two modes, for two classes of one scene."""
    methods = (GUIDED, GUIDED_CHANNELS, GUIDED_GRAD_CAM, GUIDED_GRAD_CAM_CHANNELS)
    headings = (
        "scene",
        "guided, class",
        "guided, channels",
        "Guided Grad-CAM, class",
        "Guided Grad-CAM, channels",
    )
    rows = tuple(_row(name, network, scene, each, methods) for name, each in maps.items())
    return Figure("The two modes", headings, rows)


def randomisation_figure(explanation: Explanation, scene: str) -> Figure:
    """The network loses what it has learnt, from the top down: which explanations notice?"""
    network = explanation.network
    trained = class_maps(explanation)
    made = {"trained": trained}
    for part, randomised in stages(network, SEEDS[0]):
        heading = f"and {part}" if len(made) > 1 else f"{part} anew"
        made[heading] = class_maps(replace(explanation, network=randomised))
    rows = tuple(
        Row(
            name,
            tuple(
                replace(
                    _shown(network, scene, maps[name]),
                    caption=f"{rank_correlation(trained[name], maps[name]):.2f}",
                )
                for maps in made.values()
            ),
        )
        for name in CLASS_METHODS
    )
    return Figure("Initial weights again, from the scores down", tuple(made), rows, SMALL)


def _row(label: str, network: Network, scene: str, maps: Maps, methods: tuple[str, ...]) -> Row:
    """The scene, and what methods make of it."""
    first = Shown(load_scene(scene, network.input_size))
    return Row(label, (first, *(_shown(network, scene, maps[name]) for name in methods)))


def _shown(network: Network, scene: str, values: Floats) -> Shown:
    if values.ndim == 2:
        return Shown(gallery.overlay(load_scene(scene, network.input_size), values))
    return Shown(gallery.to_8_bits(saliency_picture(values, network.spec.is_bgr)))
