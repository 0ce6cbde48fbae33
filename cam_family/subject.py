"""The CAM family as a subject: its cases and settings, and what the machinery asks of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cam_family.blanks import BLANKS
from cam_family.handout import HANDOUT, material
from cam_family.hints import explain, explain_failure
from cam_family.objects import HEAD, read_objects
from grader.core.answer import Failure
from grader.core.case import Case
from grader.core.errors import BadInput
from grader.core.exercise import Question
from grader.core.fingerprints import of_file, of_json
from grader.core.handout import Material
from grader.core.report import Hint
from grader.core.subject import Opened, Resolved, Subject, Wrong
from grader.core.text import Message
from grader.networks.environment import tensorflow_environment
from grader.networks.scenes import load_scene
from grader.networks.spec import NetworkSpec
from pydantic import BaseModel, ConfigDict, Field, PositiveInt

HERE = Path(__file__).parent


class Explained(Case):
    """What a case explains: a scene, a class and a layer; and how it is occluded, in pixels.

    `class_` is a rank by score (`top1`), a class's name, or its index as a number. Where the case
    marks the whole, the class's object must have a box (see `cam_family.objects`).
    """

    scene: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    class_: str | int = Field(alias="class")
    layer: str
    patch: PositiveInt = 32
    stride: PositiveInt = 18


class Settings(BaseModel):
    """The folder of the scenes. The network is the embedded one: the head was fitted to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scenes: Path


@dataclass(frozen=True)
class Explaining(Opened):
    """The subject with an assignment's scenes."""

    network: NetworkSpec
    scenes: Path

    @classmethod
    def open(cls, settings: Settings, source: Path) -> Explaining:
        """The embedded network, and the scenes of the assignment in `source`. Raises BadInput."""
        return cls(NetworkSpec.named("demo"), source.parent / settings.scenes)

    @cached_property
    def digest(self) -> Mapping[str, str]:
        """The network, how it is fed, and the second head."""
        return {
            "network": of_file(self.network.file),
            "input size": of_json(self.network.input_size),
            "preprocessing": of_json(self.network.preprocessing),
            "head of the CAM network": of_file(HEAD),
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
        """The network's files, and the second head."""
        names = self.network.class_names
        return [self.network.file, HEAD, *([] if names is None else [names])]

    @property
    def secret(self) -> Sequence[Path]:
        """The scenes, with those of the hidden cases."""
        return [self.scenes]

    def resolve(self, cases: Sequence[Case]) -> tuple[Mapping[str, Resolved], Sequence[Message]]:
        """Each case's class, the shapes of its maps, and the object's box."""
        from cam_family.resolve import resolve  # needs TensorFlow

        return resolve(explained(cases), self.network, self.scenes), ()

    def question(self, case: Case, about: Mapping[str, Any]) -> Question:
        """The scene, and what is asked about it."""
        assert isinstance(case, Explained)
        return Question(
            about, {"scene": load_scene(case.scene, self.network.input_size, self.scenes)}
        )

    def explain(self, wrong: Wrong) -> Hint | None:
        """Which mistake it may be, or how the picture differs."""
        return explain(wrong)

    def explain_failure(self, failure: Failure) -> Hint | None:
        """Where a division by zero comes from here."""
        return explain_failure(failure)

    def material(self, cases: Sequence[Case]) -> Material:
        """The network and the scenes of the cases."""
        return material(self.network, self.scenes, explained(cases))


def explained(cases: Sequence[Case]) -> list[Explained]:
    """Cases that this subject has validated."""
    return [case for case in cases if isinstance(case, Explained)]


def true_box_of(case: Explained, class_name: str) -> tuple[int, int, int, int]:
    """The box of a case's object; zeros where the case needs none. Raises BadInput."""
    boxes = read_objects().get(case.scene, {})
    if class_name not in boxes and case.marks("PIPELINE"):
        raise BadInput(
            Message(
                "Case {case} marks PIPELINE, but the box of {name} in {scene} is not known.",
                case=case.name,
                name=class_name,
                scene=case.scene,
            ),
            Message(
                "Boxes are known for: {names}. Choose one of them, or another scene.",
                names=", ".join(boxes) or "-",
            ),
        )
    return boxes.get(class_name, (0, 0, 0, 0))


SUBJECT = Subject(
    package=HERE,
    blanks=BLANKS,
    case=Explained,
    settings=Settings,
    reference=HERE / "reference_solution.py",
    catalogue=HERE / "mistakes",
    jailed="cam_family.exercises",
    handout=HANDOUT,
    open=Explaining.open,
    # Without oneDNN, and on lesser processors.
    environments=(
        {"TF_ENABLE_ONEDNN_OPTS": "0"},
        {"ONEDNN_MAX_CPU_ISA": "SSE41"},
        {"ONEDNN_MAX_CPU_ISA": "AVX2"},
    ),
)
