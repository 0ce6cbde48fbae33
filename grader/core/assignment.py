"""The assignment as it is asked: its cases, points and limits, read from `assignment.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from grader import ROOT
from grader.core.errors import BadInput
from grader.core.toml import read_toml, validated
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PositiveFloat,
    PositiveInt,
    field_validator,
    model_validator,
)

DEFAULT = ROOT / "data" / "assignment.toml"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Case(_Frozen):
    """One question: a scene, a class and a layer.

    `class_` is a rank by score (`top1`), a class's name, or its index as a number. A public
    case's goldens are given to students; of a hidden one they see no more than the mark. `blanks`
    are those that the case marks, all where none is named: each pass through the network that no
    check needs is time that hundreds of submissions wait for.
    """

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=80)
    scene: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    class_: str | int = Field(alias="class")
    layer: str
    visibility: Literal["public", "hidden"] = "public"
    blanks: tuple[str, ...] = ()


class Limits(_Frozen):
    """What one blank of one submission may use; of `fast_seconds` all blanks together.

    Seconds are of wall clock unless they say CPU.
    """

    fast_seconds: PositiveFloat = 8.0
    seconds: PositiveFloat = 30.0
    cpu_seconds: PositiveInt = 45
    memory_mb: PositiveInt = 4096
    scratch_mb: PositiveInt = 16
    printed_kb: PositiveInt = 64


class Assignment(_Frozen):
    """All that an instructor decides. `goldens` and `scenes` are folders, `source` the file."""

    title: str
    network: dict[str, object] | str = "demo"
    scenes: Path
    goldens: Path
    points: dict[str, PositiveFloat]
    limits: Limits = Limits()
    cases: tuple[Case, ...] = Field(min_length=1, alias="case")
    source: Path

    @field_validator("cases")
    @classmethod
    def _names_are_unique(cls, cases: tuple[Case, ...]) -> tuple[Case, ...]:
        names = [case.name for case in cases]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"more than one case is named {', '.join(twice)}")
        return cases

    @classmethod
    def read(cls, path: Path = DEFAULT) -> Assignment:
        """The assignment in a TOML file; its paths are relative to it. Raises BadInput."""
        assignment = validated(cls, {**read_toml(path), "source": path.resolve()}, path)
        beside = path.resolve().parent
        return assignment.model_copy(
            update={
                "scenes": (beside / assignment.scenes).resolve(),
                "goldens": (beside / assignment.goldens).resolve(),
            }
        )

    @model_validator(mode="after")
    def _blanks_have_points(self) -> Assignment:
        for case in self.cases:
            unknown = sorted(set(case.blanks) - set(self.points))
            if unknown:
                raise ValueError(
                    f"case {case.name} names {', '.join(unknown)}, which has no points"
                )
        return self

    @property
    def max_score(self) -> float:
        """The points of all blanks together."""
        return sum(self.points.values())

    def case(self, name: str) -> Case:
        """The case of that name. Raises BadInput, naming those there are."""
        for case in self.cases:
            if case.name == name:
                return case
        raise BadInput(
            f"The assignment has no case {name!r}.",
            f"It has {', '.join(case.name for case in self.cases)}.",
        )
