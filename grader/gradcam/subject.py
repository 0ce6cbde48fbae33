"""Guided Grad-CAM as a subject: its cases and settings, and what the machinery asks of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from grader import ROOT
from grader.core.assignment import Assignment, Case
from grader.core.exercise import Question
from grader.core.fingerprints import of_file, of_json
from grader.core.handout import Material
from grader.core.report import Hint
from grader.core.subject import Opened, Resolved, Subject, Wrong
from grader.core.text import Message
from grader.gradcam.blanks import BLANKS
from grader.gradcam.diagnosis import diagnose
from grader.gradcam.handout import HANDOUT, material
from grader.networks.environment import tensorflow_environment
from grader.networks.scenes import load_scene
from grader.networks.spec import NetworkSpec
from pydantic import BaseModel, ConfigDict, Field

HERE = Path(__file__).parent


class Explained(Case):
    """What a case explains: a scene, a class and a layer.

    `class_` is a rank by score (`top1`), a class's name, or its index as a number.
    """

    scene: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    class_: str | int = Field(alias="class")
    layer: str


class Settings(BaseModel):
    """The network, by name or as a table (see `NetworkSpec`), and the folder of the scenes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    network: dict[str, object] | str = "demo"
    scenes: Path


@dataclass(frozen=True)
class Explaining(Opened):
    """The subject with an assignment's network and scenes."""

    network: NetworkSpec
    scenes: Path

    @classmethod
    def open(cls, assignment: Assignment) -> Explaining:
        """The network that an assignment names or declares, and its scenes. Raises BadInput."""
        settings = assignment.settings
        assert isinstance(settings, Settings)
        beside = assignment.source.parent
        return cls(network_of(settings.network, assignment.source), beside / settings.scenes)

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

    def diagnose(self, wrong: Wrong) -> Hint | None:
        """For each function, which mistake it may be, or how its pictures differ."""
        return diagnose(wrong)

    def material(self, cases: Sequence[Case]) -> Material:
        """The network and the scenes of the cases."""
        return material(self.network, self.scenes, explained(cases))


def explained(cases: Sequence[Case]) -> list[Explained]:
    """Cases that this subject has validated."""
    return [case for case in cases if isinstance(case, Explained)]


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
