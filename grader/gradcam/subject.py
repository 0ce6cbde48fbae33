"""What the machinery must know of this assignment: its blanks, pictures, hints and exercises."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.core.assignment import Assignment, Case
from grader.core.exercise import Question
from grader.core.fingerprints import of_file, of_json
from grader.goldens.signatures import Signatures
from grader.goldens.store import GoldenCase, Goldens
from grader.gradcam.blanks import BLANKS
from grader.gradcam.diagnosis import Diagnosis, explain_failure, follows
from grader.gradcam.pictures import RECIPES, Floats, Picture, render
from grader.jail.run.worker import Setup
from grader.marking.marker import Subject
from grader.networks.scenes import find_scene, load_scene
from grader.networks.spec import NetworkSpec

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
    public = {case.name for case in assignment.cases if case.visibility == "public"}

    def render_answer(case: str, picture: str, arrays: Mapping[str, Floats]) -> Picture | None:
        return render(picture, arrays, network.input_size, network.is_bgr)

    return Subject(
        blanks=BLANKS,
        needs={name: recipe.arrays for name, recipe in RECIPES.items()},
        render=render_answer,
        diagnose=Diagnosis(goldens.only(public), signatures).name,
        explain=explain_failure,
        follows=follows,
    )


def setup_of(network: NetworkSpec) -> Setup:
    """What a server needs to run the exercises; no question and no golden is in it."""
    return Setup(EXERCISES, {"network": network.model_dump(mode="json")})


def questions_of(
    assignment: Assignment, network: NetworkSpec, cases: Mapping[str, GoldenCase]
) -> dict[str, Question]:
    """The resolved cases as they travel to the exercises, by name. Raises BadInput."""
    scenes = {
        name: load_scene(name, network.input_size, assignment.scenes)
        for name in {case.scene for case in cases.values()}
    }
    return {
        name: Question(
            {"class_index": case.class_index, "layer": case.layer}, {"scene": scenes[case.scene]}
        )
        for name, case in cases.items()
    }


def fingerprint_of_case(assignment: Assignment, case: Case) -> str:
    """The hash of all that a case's goldens hang on, beside the network. Raises BadInput.

    Whether it is public is not part of it: the same picture is right.
    """
    declared = case.model_dump(mode="json", include={"scene", "class_", "layer", "blanks"})
    return of_json({**declared, "pixels": of_file(find_scene(case.scene, assignment.scenes))})


def fingerprint_of_network(network: NetworkSpec) -> str:
    """The hash of all of a network that goldens hang on, wherever it lies. Raises BadInput."""
    return of_json(
        {
            "weights": of_file(network.file),
            "input_size": network.input_size,
            "preprocessing": network.preprocessing,
            "class_names": None if network.class_names is None else of_file(network.class_names),
        }
    )
