"""The CAM family as a subject: its cases and settings, and what the machinery asks of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cam_family.blanks import BLANKS
from cam_family.cases import Explained, Settings, explained
from cam_family.handout import HANDOUT, material
from cam_family.hints import explain, explain_failure
from cam_family.objects import HEAD
from grader.core.answer import Failure
from grader.core.case import Case
from grader.core.exercise import Question
from grader.core.fingerprints import of_file, of_json
from grader.core.handout import Material
from grader.core.report import Hint
from grader.core.subject import Opened, Resolved, Subject, Wrong
from grader.core.text import Message
from grader.networks.environment import tensorflow_environment
from grader.networks.scenes import load_scene
from grader.networks.spec import NetworkSpec

HERE = Path(__file__).parent


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
