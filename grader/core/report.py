"""The result of marking: what `check --json` prints and `grades.json` holds.

Every field is part of the public format: the docstring below it is its description in
`docs/report.schema.json`, which `python -m grader schema` prints. Nothing here knows how it will be
shown.
"""

from __future__ import annotations

from typing import Any, Literal

from grader.core.student import Student as Student
from pydantic import BaseModel, ConfigDict

VERSION: Literal[1] = 1
"""Of the public format; raised when a field is removed, or means something else."""

BlankStatus = Literal[
    "right", "wrong", "blank", "crashed", "timed_out", "out_of_memory", "bad_output"
]

ReportStatus = Literal["graded", "unreadable", "not_graded"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Hint(_Frozen):
    """What went wrong, for a person: a stable id, and a text that does not give the solution.

    `values` are the words put into the text, so that it can be said in another language.
    """

    id: str
    """Which mistake or failure it is; stays the same from version to version."""
    text: str
    """The hint in English."""
    values: dict[str, str] = {}
    """The words put into the text."""

    @property
    def is_in_own_words(self) -> bool:
        """Whether what it says is from the submission, which may say anything, or about it alone.

        It was never told of a hidden case. To cover the name of one in it would say that it had
        guessed right.
        """
        return "message" in self.values


class CheckResult(_Frozen):
    """One picture compared with its golden.

    `ssim` (1 is equal) and `beyond` (the share of pixels, 0..1, that differ by more than the
    tolerance) are null where there is no picture to compare, and in hidden cases. `passed` is null
    in a hidden case that was not asked, since the marks that it could earn were lost already.
    """

    case: str
    """The case's name in assignment.toml."""
    picture: str
    """Which of the blank's pictures."""
    visibility: Literal["public", "hidden"]
    """Whether students may know the case."""
    ssim: float | None
    """Structural similarity with the golden, 1 where equal; null in a hidden case and without a
    picture."""
    beyond: float | None
    """The share of pixels, 0 to 1, that differ by more than the tolerance; null as `ssim`."""
    passed: bool | None
    """Whether the picture is right; null where it was not asked, since its part had failed."""
    title: str = ""
    """What the picture shows, in English; empty in reports of before there were titles."""


class BlankReport(_Frozen):
    """The marks of one blank. `status` says in a word why, `hint` in a sentence."""

    id: str
    """The blank's name in assignment.toml."""
    score: float
    """Its points, after changes made by hand."""
    max_score: float
    """Its full points."""
    status: BlankStatus
    """What became of it, in a word."""
    hint: Hint | None = None
    """What to look at; null where the blank is right."""
    checks: tuple[CheckResult, ...] = ()
    """Every picture that was compared."""
    title: str = ""
    """What the blank is about, in English; empty in reports of before there were titles."""

    @property
    def full_marks(self) -> bool:
        """Whether the mark that counts is the whole, whoever gave it."""
        return _is_full(self.score, self.max_score)


class Adjustment(_Frozen):
    """A change that a person made to what the grader found, told to the student.

    Of a `mark`, `old` is the grader's and `new` the changed mark of `blank`; of `late`, `new` is
    percent. `at` is UTC, ISO 8601.
    """

    kind: Literal["mark", "late", "note"]
    """A changed mark, a late penalty, or words alone."""
    blank: str = ""
    """Whose mark was changed."""
    old: float | None = None
    """What the grader gave."""
    new: float | None = None
    """The changed mark, or the penalty in percent."""
    note: str = ""
    """Why, for the student."""
    by: str = ""
    """Who changed it."""
    at: str = ""
    """When, in UTC, ISO 8601."""


class Report(_Frozen):
    """The marks of one submission.

    `not_graded` is the grader's own failure and `unreadable` a submission without anything that
    could be marked, such as a PDF or an empty folder, both with the `reason`; their `score` is
    null, never a zero. A file that cannot be imported or finished is `graded`, and its blanks say
    why. `key` is the hash of all that the marks depend on; `printed` the first of what the
    submission wrote in the public cases, and `seconds` their wall clock. Scores are what counts,
    with the changes in `adjustments` and less `late_penalty`, which is percent of the whole.
    `outdated` results are of an earlier version of the assignment or the grader, kept because the
    submission was not handed in again.
    """

    version: Literal[1] = VERSION
    """Of this format."""
    submission: str
    """The submission's name."""
    student: Student | None = None
    """Who handed in, where the platform's download says it."""
    status: ReportStatus
    """Whether there are marks; `unreadable`: nothing was handed in that could be marked;
    `not_graded`: the grader's own failure."""
    reason: str | None = None
    """Why there are none."""
    score: float | None
    """The points that count; null, and never 0, where there are none."""
    max_score: float
    """The full points of the assignment."""
    blanks: tuple[BlankReport, ...] = ()
    """The marks of each blank, in the assignment's order."""
    seconds: float = 0.0
    """How long marking the public cases took, wall clock."""
    printed: str = ""
    """The first of what the submission wrote in the public cases."""
    key: str = ""
    """The hash of all that the marks depend on."""
    adjustments: tuple[Adjustment, ...] = ()
    """What people changed, oldest first."""
    late_penalty: float = 0.0
    """In percent of the whole."""
    outdated: bool = False
    """Whether the result is of an earlier version of the assignment or the grader."""

    @property
    def called(self) -> str:
        """How people know it: by its student's name, where that is known."""
        known = self.student.name if self.student is not None else None
        return known or self.submission

    @property
    def is_late(self) -> bool:
        """Whether it came late, by the platform's word or by a penalty that was given for it."""
        return self.late_penalty > 0 or (self.student is not None and bool(self.student.late))

    @property
    def full_marks(self) -> bool:
        """Whether the mark that counts is the whole, after all changes and penalties."""
        if self.status != "graded" or self.score is None:
            return False
        return _is_full(self.score, self.max_score)


def _is_full(score: float, max_score: float) -> bool:
    """Scores are kept to two decimals; full marks may have more."""
    return round(max_score - score, 2) <= 0


def schema() -> dict[str, Any]:
    """The JSON Schema of a report as it is written."""
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, **Report.model_json_schema(mode="serialization")}
