"""What the assignment declares: its cases, and what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cam_family.objects import read_objects
from grader.core.case import Case
from grader.core.errors import BadInput
from grader.core.text import Message
from pydantic import BaseModel, ConfigDict, Field, PositiveInt


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
