"""The assignment: its cases, points and limits, read from `assignment.toml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
import difflib
from pathlib import Path
from typing import Annotated, Any

from grader import ROOT
from grader.core.case import Case, Declared
from grader.core.errors import BadInput
from grader.core.subject import Opened, Subject, find_subject
from grader.core.text import Message
from grader.core.toml import read_toml, validated
from pydantic import (
    BaseModel,
    Field,
    PositiveFloat,
    PositiveInt,
    SerializeAsAny,
    create_model,
    field_validator,
    model_validator,
)

DEFAULT = ROOT / "data" / "assignment.toml"
DEFAULT_SUBJECT = "grader.gradcam"
"""Of assignments that name none: they were written when there was one."""


class Limits(Declared):
    """The limits of one blank of one submission; `fast_seconds` is for all blanks together.

    Seconds are wall-clock time unless the name says CPU.
    """

    fast_seconds: PositiveFloat = 8.0
    seconds: PositiveFloat = 30.0
    cpu_seconds: PositiveInt = 45
    memory_mb: Annotated[int, Field(ge=256)] = 4096
    scratch_mb: PositiveInt = 16
    printed_kb: PositiveInt = 64


class Assignment(Declared):
    """All that an instructor decides. `goldens` is a folder, `source` the file.

    `about` names the subject (see `grader.core.subject`), whose own keys are in `settings`.
    `hidden_cases` says that there are hidden cases that this file does not name: a student's kit.
    """

    title: str
    about: str = Field(default=DEFAULT_SUBJECT, alias="subject")
    goldens: Path
    points: dict[str, PositiveFloat]
    limits: Limits = Limits()
    cases: tuple[SerializeAsAny[Case], ...] = Field(min_length=1, alias="case")
    settings: SerializeAsAny[BaseModel]
    hidden_cases: bool = False
    source: Path

    @field_validator("cases")
    @classmethod
    def _names_are_unique(cls, cases: tuple[Case, ...]) -> tuple[Case, ...]:
        names = [case.name for case in cases]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(
                Message("More than one case is named {names}.", names=", ".join(twice))
            )
        return cases

    @classmethod
    def read(cls, path: Path = DEFAULT) -> Assignment:
        """The assignment in a TOML file; its paths are relative to it. Raises BadInput."""
        table, beside = read_toml(path), path.resolve().parent
        subject = find_subject(str(table.get("subject", DEFAULT_SUBJECT)), beside)
        known = [field.alias or name for name, field in cls.model_fields.items()]
        own = {key: table.pop(key) for key in set(table) - set(known)}
        settings = validated(subject.settings, own, path, known)
        model = create_model("Assignment", __base__=cls, cases=_cases_of(subject))
        read = validated(model, {**table, "settings": settings, "source": path.resolve()}, path)
        _refuse_points_for_nothing(read, subject)
        values = {name: getattr(read, name) for name in cls.model_fields}
        values["goldens"] = (beside / read.goldens).resolve()
        return cls.model_construct(**values)

    @model_validator(mode="after")
    def _blanks_have_points(self) -> Assignment:
        for case in self.cases:
            unknown = sorted(set(case.blanks) - set(self.points))
            if unknown:
                raise ValueError(_without_points(case, unknown, self.points))
        return self

    @property
    def subject(self) -> Subject:
        """What it is about. Raises BadInput."""
        return find_subject(self.about, self.source.parent)

    def open(self) -> Opened:
        """The subject with this assignment's settings. Raises BadInput."""
        return self.subject.open(self.settings, self.source)

    @property
    def max_score(self) -> float:
        """The points of all blanks together."""
        return sum(self.points.values())

    def case(self, name: str) -> Case:
        """The case of that name. Raises BadInput that lists the cases."""
        for case in self.cases:
            if case.name == name:
                return case
        raise BadInput(
            Message("The assignment has no case {name}.", name=repr(name)),
            Message("Its cases are: {cases}.", cases=", ".join(case.name for case in self.cases)),
        )


def _cases_of(subject: Subject) -> Any:
    """The field `cases` with the subject's own model, so that errors name the place of each."""
    cases = tuple[subject.case, ...]  # type: ignore[name-defined]
    return cases, Field(min_length=1, alias="case")


def _refuse_points_for_nothing(assignment: Assignment, subject: Subject) -> None:
    """Points that no blank can earn would stand in every total. Raises BadInput."""
    blanks = [blank.id for blank in subject.blanks]
    unknown = [name for name in assignment.points if name not in blanks]
    if unknown:
        raise BadInput(
            Message(
                "{source} gives points for {points}.",
                source=assignment.source,
                points=", ".join(unknown),
            ),
            Message("[points] must name {blanks}, and nothing else.", blanks=", ".join(blanks)),
        )


def _without_points(case: Case, unknown: Sequence[str], points: Mapping[str, float]) -> Message:
    near = difflib.get_close_matches(unknown[0], points, 1)
    if near:
        return Message(
            "Case {case} names {blank}, which has no points. Did you mean {near}?",
            case=case.name,
            blank=unknown[0],
            near=near[0],
        )
    return Message(
        "Case {case} names {blanks}, which has no points. [points] has {points}.",
        case=case.name,
        blanks=", ".join(unknown),
        points=", ".join(points),
    )
