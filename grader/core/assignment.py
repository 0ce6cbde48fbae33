"""The assignment as it is asked: its cases, points and limits, read from `assignment.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from grader import ROOT
from grader.core.errors import BadInput
from grader.core.subject import Subject, find_subject
from grader.core.toml import read_toml, validated
from pydantic import (
    BaseModel,
    ConfigDict,
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


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Case(_Frozen):
    """One question; the subject's own model adds what it asks.

    A public case's goldens are given to students; of a hidden one they see no more than the mark.
    `blanks` are those that the case marks, all where none is named: each exercise that no check
    needs is time that hundreds of submissions wait for.
    """

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=80)
    visibility: Literal["public", "hidden"] = "public"
    blanks: tuple[str, ...] = ()

    def marks(self, blank: str) -> bool:
        """Whether the case marks a blank."""
        return not self.blanks or blank in self.blanks

    @property
    def declared(self) -> dict[str, object]:
        """All that its goldens depend on. Visibility does not: the same picture is right."""
        return self.model_dump(mode="json", exclude={"name", "visibility"})


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
    """All that an instructor decides. `goldens` is a folder, `source` the file.

    `about` names the subject (see `grader.core.subject`), whose own keys are in `settings`.
    """

    title: str
    about: str = Field(default=DEFAULT_SUBJECT, alias="subject")
    goldens: Path
    points: dict[str, PositiveFloat]
    limits: Limits = Limits()
    cases: tuple[SerializeAsAny[Case], ...] = Field(min_length=1, alias="case")
    settings: SerializeAsAny[BaseModel]
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
        table, beside = read_toml(path), path.resolve().parent
        subject = find_subject(str(table.get("subject", DEFAULT_SUBJECT)), beside)
        own = set(table) - {field.alias or name for name, field in cls.model_fields.items()}
        settings = validated(subject.settings, {key: table.pop(key) for key in own}, path)
        model = create_model("Assignment", __base__=cls, cases=_cases_of(subject))
        read = validated(model, {**table, "settings": settings, "source": path.resolve()}, path)
        values = {name: getattr(read, name) for name in cls.model_fields}
        values["goldens"] = (beside / read.goldens).resolve()
        return cls.model_construct(**values)

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
    def subject(self) -> Subject:
        """What it is about. Raises BadInput."""
        return find_subject(self.about, self.source.parent)

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


def _cases_of(subject: Subject) -> Any:
    """The field `cases` with the subject's own model, so that errors name the place of each."""
    return (tuple[subject.case, ...], Field(min_length=1, alias="case"))  # type: ignore[name-defined]
