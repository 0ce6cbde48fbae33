"""Resolving cases against the network: which class a rank means, and what shape each answer has.

Done once, when the goldens are made, in a process that holds TensorFlow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.core.assignment import Assignment
from grader.goldens.store import GoldenCase
from grader.gradcam.blanks import BLANKS
from grader.gradcam.pictures import RECIPES
from grader.gradcam.subject import fingerprint_of_case
from grader.networks.classes import find_class
from grader.networks.network import open_to_be_guided
from grader.networks.scenes import load_scene
from grader.networks.spec import NetworkSpec

MAP = "grad_cam"
"""The array that has the layer's size; all others have the scene's."""


@dataclass(frozen=True)
class Resolved:
    """Each case with its class and the shapes of its arrays; what is to be said of the network."""

    cases: Mapping[str, GoldenCase]
    notes: tuple[str, ...]


def resolve(assignment: Assignment, spec: NetworkSpec) -> Resolved:
    """Load the network, and look the cases up in it.

    Raises BadInput for a network that cannot be used, and for a scene, class or layer that there
    is not.
    """
    network, size = open_to_be_guided(spec), spec.input_size
    cases = {}
    for case in assignment.cases:
        scene = load_scene(case.scene, size, assignment.scenes)
        index = find_class(case.class_, network.scores(scene), network.class_names)
        layer = network.find_layer(case.layer)
        map_shape = network.map_shape(layer)
        blanks = [blank for blank in BLANKS if not case.blanks or blank.id in case.blanks]
        cases[case.name] = GoldenCase(
            scene=case.scene,
            class_index=index,
            class_name=network.class_names[index],
            layer=layer,
            blanks=tuple(blank.id for blank in blanks),
            arrays={
                array: map_shape if array == MAP else (*size, 3)
                for blank in blanks
                for picture in blank.pictures
                for array in RECIPES[picture].arrays
            },
            asked=fingerprint_of_case(assignment, case),
        )
    return Resolved(cases, network.notes)
