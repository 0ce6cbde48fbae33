"""The result of marking: what `check --json` prints and `grades.json` holds.

Every field is part of the public format; `docs` of a field is its docstring below. Nothing here
knows how it will be shown.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

BlankStatus = Literal[
    "right", "wrong", "blank", "crashed", "timed_out", "out_of_memory", "bad_output"
]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Hint(_Frozen):
    """What went wrong, for a person: a stable id, and a text that does not give the solution.

    `values` are the words put into the text, so that it can be said in another language.
    """

    id: str
    text: str
    values: dict[str, str] = {}


class CheckResult(_Frozen):
    """One picture compared with its golden.

    `ssim` (1 is equal) and `beyond` (the share of pixels, 0..1, that differ by more than the
    tolerance) are null where there is no picture to compare, and in hidden cases. `passed` is null
    in a hidden case that was not asked, since the marks that it could earn were lost already.
    """

    case: str
    picture: str
    visibility: Literal["public", "hidden"]
    ssim: float | None
    beyond: float | None
    passed: bool | None


class BlankReport(_Frozen):
    """The marks of one blank. `status` says in a word why, `hint` in a sentence."""

    id: str
    score: float
    max_score: float
    status: BlankStatus
    hint: Hint | None = None
    checks: tuple[CheckResult, ...] = ()

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
    blank: str = ""
    old: float | None = None
    new: float | None = None
    note: str = ""
    by: str = ""
    at: str = ""


class Report(_Frozen):
    """The marks of one submission.

    `not_graded` is the grader's own failure, with the `reason`; its `score` is null, never a zero.
    A submission that cannot be read or run is `graded`, and its blanks say why. `key` is the hash
    of all that the marks depend on; `printed` the first of what the submission wrote in the public
    cases, and `seconds` their wall clock. Scores are what counts, with the changes in `adjustments`
    and less `late_penalty`, which is percent of the whole. `outdated` results are of an earlier
    version of the assignment or the grader, kept because the submission was not handed in again.
    """

    submission: str
    status: Literal["graded", "not_graded"]
    reason: str | None = None
    score: float | None
    max_score: float
    blanks: tuple[BlankReport, ...] = ()
    seconds: float = 0.0
    printed: str = ""
    key: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    late_penalty: float = 0.0
    outdated: bool = False

    @property
    def full_marks(self) -> bool:
        """Whether the mark that counts is the whole, after all changes and penalties."""
        if self.status != "graded" or self.score is None:
            return False
        return _is_full(self.score, self.max_score)


def _is_full(score: float, max_score: float) -> bool:
    """Scores are kept to two decimals; full marks may have more."""
    return round(max_score - score, 2) <= 0
