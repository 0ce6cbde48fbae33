"""What the machinery must know of this assignment: its blanks, pictures, hints and exercises."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.assignment import Assignment
from grader.goldens import GoldenCase, Goldens
from grader.gradcam.blanks import BLANKS
from grader.gradcam.diagnosis import Diagnosis, explain_failure, follows
from grader.gradcam.network_spec import NetworkSpec
from grader.gradcam.pictures import RECIPES, Floats, Picture, render
from grader.gradcam.scenes import load_scene
from grader.jail.worker import Setup
from grader.marking import Subject
from grader.signatures import Signatures

EXERCISES = "grader.gradcam.exercises"


def network_of(assignment: Assignment) -> NetworkSpec:
    """The network that an assignment names or declares. Raises BadInput."""
    network = assignment.network
    if isinstance(network, dict):
        return NetworkSpec.parse(network, assignment.source)
    beside = assignment.source.parent / network
    return NetworkSpec.named(str(beside) if Path(network).suffix else network)


def subject_of(
    assignment: Assignment, network: NetworkSpec, goldens: Goldens, signatures: Signatures
) -> Subject:
    """The subject, for marking answers of `network` against `goldens`."""
    hidden = frozenset(case.name for case in assignment.cases if case.visibility == "hidden")

    def render_answer(case: str, picture: str, arrays: Mapping[str, Floats]) -> Picture | None:
        return render(picture, arrays, network.input_size, network.is_bgr)

    return Subject(
        blanks=BLANKS,
        needs={name: recipe.arrays for name, recipe in RECIPES.items()},
        render=render_answer,
        diagnose=Diagnosis(goldens, signatures, hidden).name,
        explain=explain_failure,
        follows=follows,
    )


def setup_of(
    assignment: Assignment, network: NetworkSpec, cases: Mapping[str, GoldenCase]
) -> Setup:
    """What a server needs to run the exercises on resolved cases; no golden is in it."""
    names = sorted({case.scene for case in cases.values()})
    return Setup(
        exercises=EXERCISES,
        setup={
            "network": network.model_dump(mode="json"),
            "cases": {
                name: {"scene": case.scene, "class_index": case.class_index, "layer": case.layer}
                for name, case in cases.items()
            },
        },
        scenes={name: load_scene(name, network.input_size, assignment.scenes) for name in names},
    )
