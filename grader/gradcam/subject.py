"""Guided Grad-CAM as a subject: its cases and settings, and what the machinery asks of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from grader import ROOT
from grader.core.case import Case
from grader.core.exercise import Question
from grader.core.fingerprints import of_file, of_json
from grader.core.handout import Material
from grader.core.report import Hint
from grader.core.subject import Described, Opened, Resolved, Subject, Wrong
from grader.core.text import Message
from grader.gradcam.blanks import BLANKS
from grader.gradcam.cases import Explained, Settings, explained
from grader.gradcam.diagnosis import diagnose
from grader.gradcam.handout import HANDOUT, material
from grader.networks.environment import tensorflow_environment
from grader.networks.scenes import load_scene
from grader.networks.spec import NetworkSpec

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Explaining(Opened):
    """The subject with an assignment's network and scenes."""

    network: NetworkSpec
    scenes: Path

    @classmethod
    def open(cls, settings: Settings, source: Path) -> Explaining:
        """The network and the scenes that an assignment in `source` names. Raises BadInput."""
        return cls(network_of(settings.network, source), source.parent / settings.scenes)

    @cached_property
    def digest(self) -> Mapping[str, str]:
        """All of the network that goldens depend on, wherever it lies."""
        names = self.network.class_names
        return {
            "network": of_file(self.network.file),
            "input size": of_json(self.network.input_size),
            "preprocessing": of_json(self.network.preprocessing),
            "list of class names": "" if names is None else of_file(names),
        }

    @property
    def setup(self) -> Mapping[str, Any]:
        """The network's declaration."""
        return {"network": self.network.model_dump(mode="json")}

    @property
    def environment(self) -> Mapping[str, str]:
        """What TensorFlow needs to start alike everywhere."""
        return tensorflow_environment()

    @property
    def readable(self) -> Sequence[Path]:
        """The network's files."""
        files = self.network.file, self.network.class_names
        return [file for file in files if file is not None]

    @property
    def secret(self) -> Sequence[Path]:
        """The scenes, with those of the hidden cases."""
        return [self.scenes]

    def resolve(self, cases: Sequence[Case]) -> tuple[Mapping[str, Resolved], Sequence[Message]]:
        """Each case's class and layer, and what is to be said of the network."""
        from grader.gradcam.resolve import resolve  # needs TensorFlow

        return resolve(explained(cases), self.network, self.scenes)

    def question(self, case: Case, about: Mapping[str, Any]) -> Question:
        """The scene, the class by its index, and the layer by its name."""
        assert isinstance(case, Explained)
        asked = {name: about[name] for name in ("class_index", "layer", "map_shape")}
        scene = load_scene(case.scene, self.network.input_size, self.scenes)
        return Question({**asked, "bgr": self.network.is_bgr}, {"scene": scene})

    def describe(self, case: Case, about: Mapping[str, Any], question: Question) -> Described:
        """The scene, small, with the class and its score."""
        assert isinstance(case, Explained)
        said = {"scene": case.scene, "name": about["class_name"], "layer": about["layer"]}
        caption = Message("Scene {scene}, class {name}, layer {layer}", **said)
        if "score" in about:  # which goldens of earlier versions do not say
            caption = Message(
                "Scene {scene}, class {name} with a score of {score}, layer {layer}",
                **said,
                score=about["score"],
            )
        return Described(caption, question.pictures["scene"])

    def diagnose(self, wrong: Wrong) -> Hint | None:
        """For each function, which mistake it may be, or how its pictures differ."""
        return diagnose(wrong)

    def material(self, cases: Sequence[Case]) -> Material:
        """The network and the scenes of the cases."""
        return material(self.network, self.scenes, explained(cases))


def network_of(declared: Mapping[str, object] | str, source: Path) -> NetworkSpec:
    """The network that an assignment in the file `source` names or declares. Raises BadInput."""
    if not isinstance(declared, str):
        return NetworkSpec.parse(dict(declared), source)
    beside = source.parent / declared
    return NetworkSpec.named(str(beside) if beside.suffix else declared)


SUBJECT = Subject(
    package=HERE,
    blanks=BLANKS,
    case=Explained,
    settings=Settings,
    reference=ROOT / "reference_solution.py",
    catalogue=HERE / "mistakes",
    jailed="grader.gradcam.exercises",
    handout=HANDOUT,
    open=Explaining.open,
    # Without oneDNN, and on lesser processors.
    environments=(
        {"TF_ENABLE_ONEDNN_OPTS": "0"},
        {"ONEDNN_MAX_CPU_ISA": "SSE41"},
        {"ONEDNN_MAX_CPU_ISA": "AVX2"},
    ),
)
