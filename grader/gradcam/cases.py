"""What an assignment on Guided Grad-CAM declares: its cases, and what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.core.case import Case
from pydantic import BaseModel, ConfigDict, Field


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


def explained(cases: Sequence[Case]) -> list[Explained]:
    """Cases that this subject has validated."""
    return [case for case in cases if isinstance(case, Explained)]
