"""The hand-out's figures, each computed with the functions of a solution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.core.blank import Floats
from grader.core.language import Language, message
from grader.gradcam import gallery
from grader.gradcam.drawings import OWN_SCALE, SCENE, grey, heat
from grader.gradcam.experiment.measure import Maps, best_classes, explanation_of
from grader.gradcam.experiment.methods import (
    CLASS_METHODS,
    GRAD_CAM,
    GUIDED,
    GUIDED_CHANNELS,
    GUIDED_GRAD_CAM,
    GUIDED_GRAD_CAM_CHANNELS,
    channel_maps,
    class_maps,
    in_cells,
    rank_correlation,
)
from grader.gradcam.experiment.randomise import stages
from grader.gradcam.explain import Blanks, Explanation
from grader.gradcam.pictures import saliency_picture
from grader.gradcam.sheets import Row, Sheet, Shown
from grader.networks.network import Network
import numpy as np
from numpy.typing import NDArray

SMALL = 112
SEED = 1
EXAMPLES = 3
"""Scenes that show a class."""

TIMES, IS = message("times Grad-CAM"), message("is Guided Grad-CAM")
TRAINED = message("trained")


@dataclass(frozen=True)
class Subject:
    """What the figures show: a scene, and all maps of two of its classes, by the classes' names."""

    network: Network
    scene: NDArray[np.uint8]
    maps: Mapping[str, Maps]
    stages: Mapping[str, Maps]

    @classmethod
    def of(
        cls, blanks: Blanks, network: Network, scene: NDArray[np.uint8], classes: Sequence[int]
    ) -> Subject:
        """Everything computed, once for the figures in all languages."""
        explanations = [explanation_of(blanks, network, scene, index) for index in classes]
        names = [network.class_names[index] for index in classes]
        maps = [{**class_maps(each), **channel_maps(each)} for each in explanations]
        stages = dict(_stages(explanations[0]))
        return cls(network, scene, dict(zip(names, maps, strict=True)), stages)


def _stages(explanation: Explanation) -> Iterable[tuple[str, Maps]]:
    """The first class's maps while the network loses what it has learnt, from the top down."""
    for part, randomised in stages(explanation.network, SEED):
        yield part, class_maps(replace(explanation, network=randomised))


def make_figures(
    subject: Subject, scenes: Sequence[NDArray[np.uint8]], language: Language
) -> Mapping[str, Sheet]:
    """All figures by name; `scenes` are those that show what the classes look like."""
    return {
        "product": product_figure(subject, language),
        "classes": class_figure(subject, language),
        "modes": mode_figure(subject, language),
        "randomisation": randomisation_figure(subject, language),
        "photographs": photograph_figure(subject.network, scenes, language),
    }


def product_figure(subject: Subject, language: Language) -> Sheet:
    """What Guided Grad-CAM is made of."""
    _ = language.translate
    name, maps = next(iter(subject.maps.items()))
    titles = (SCENE, GUIDED, TIMES, IS)
    row = _row("", subject, maps, (GUIDED, GRAD_CAM, GUIDED_GRAD_CAM), titles, language)
    return Sheet(_("Guided Grad-CAM of the class {name}").format(name=name), (row,))


def class_figure(subject: Subject, language: Language) -> Sheet:
    """Two classes of one scene: which explanations tell them apart?"""
    _ = language.translate
    titles = (SCENE, *CLASS_METHODS)
    first, second = (
        _row(name, subject, each, CLASS_METHODS, headings, language)
        for (name, each), headings in zip(subject.maps.items(), (titles, ()), strict=True)
    )
    one, other = (_in_cells(each) for each in subject.maps.values())
    alike = (rank_correlation(one[name], other[name]) for name in CLASS_METHODS)
    said = ["", *(_("rank correlation {value}").format(value=f"{each:.2f}") for each in alike)]
    captioned = (
        replace(s, caption=s.caption or text) for s, text in zip(second.shown, said, strict=True)
    )
    rows = (first, replace(second, shown=tuple(captioned)))
    return Sheet(_("Two classes, one scene"), rows, note=_(OWN_SCALE))


def mode_figure(subject: Subject, language: Language) -> Sheet:
    """The two modes, for two classes of one scene."""
    _ = language.translate
    methods = (GUIDED, GUIDED_CHANNELS, GUIDED_GRAD_CAM, GUIDED_GRAD_CAM_CHANNELS)
    titles = (
        SCENE,
        message("guided, class"),
        message("guided, channels"),
        message("Guided Grad-CAM, class"),
        GUIDED_GRAD_CAM_CHANNELS,
    )
    rows = tuple(
        _row(name, subject, each, methods, headings, language)
        for (name, each), headings in zip(subject.maps.items(), (titles, ()), strict=True)
    )
    return Sheet(_("The two modes"), rows, note=_(OWN_SCALE))


def randomisation_figure(subject: Subject, language: Language) -> Sheet:
    """The network loses what it has learnt, from the top down: which explanations notice?"""
    _ = language.translate
    trained = next(iter(subject.maps.values()))
    made = {_(TRAINED): trained}
    for part, maps in subject.stages.items():
        text = _("and {part}") if len(made) > 1 else _("{part} random")
        made[text.format(part=part)] = maps
    before = _in_cells(trained)
    rows = []
    for place, name in enumerate(CLASS_METHODS):
        shown = tuple(
            replace(
                shown,
                title=heading if place == 0 else "",
                caption=shown.caption
                or f"{rank_correlation(before[name], _in_cells(maps)[name]):.2f}",
            )
            for heading, maps in made.items()
            for shown in (_shown(subject, maps[name], language),)
        )
        rows.append(Row(shown, _(name)))
    title = _("Fresh random weights, from the scores down")
    note = _("Below each: rank correlation with the trained network's map, cell by cell. {scale}")
    return Sheet(title, tuple(rows), note=note.format(scale=_(OWN_SCALE)), side=SMALL)


def photograph_figure(
    network: Network, scenes: Sequence[NDArray[np.uint8]], language: Language
) -> Sheet:
    """Each class in some of the scenes: it is one photograph, again and again."""
    _ = language.translate
    found: dict[int, list[NDArray[np.uint8]]] = {}
    for scene in scenes:
        # Of the scene's two classes the one that has fewer examples so far.
        pair = (found.setdefault(index, []) for index in best_classes(network, scene))
        min(pair, key=len).append(scene)
    names = sorted(index for index, each in found.items() if len(each) >= EXAMPLES)
    rows = tuple(
        Row(
            tuple(
                Shown(
                    found[index][place],
                    title="" if place else network.class_names[index],
                    is_photograph=True,
                )
                for index in names
            )
        )
        for place in range(EXAMPLES)
    )
    return Sheet(_("Each class is one photograph"), rows, side=SMALL)


def _in_cells(maps: Maps) -> Maps:
    cells = (int(maps[GRAD_CAM].shape[0]), int(maps[GRAD_CAM].shape[1]))
    return {name: in_cells(values, cells) for name, values in maps.items()}


def _row(
    label: str,
    subject: Subject,
    maps: Maps,
    methods: Sequence[str],
    titles: Sequence[str],
    language: Language,
) -> Row:
    """The scene, and what methods make of it."""
    made = (
        Shown(subject.scene, is_photograph=True),
        *(_shown(subject, maps[m], language) for m in methods),
    )
    texts = [language.translate(title) for title in titles] or [""] * len(made)
    return Row(
        tuple(replace(shown, title=text) for shown, text in zip(made, texts, strict=True)), label
    )


def _shown(subject: Subject, values: Floats, language: Language) -> Shown:
    """A map as the template shows it."""
    if values.ndim == 2:
        return heat(gallery.overlay(subject.scene, values), values, language)
    return grey(saliency_picture(values, subject.network.spec.is_bgr), language)
