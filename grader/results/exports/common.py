"""What the formats share: what is needed beside the reports, which report, how JSON is written.

Whole points, for platforms that know no others: the mark is rounded half up, and so is the full
mark. Each test gets its exact share of the total cut down to whole points; what is left over goes,
one point each, to the tests that lost the largest remainder, the earlier one where two lost the
same. So the tests' points add up to the total. No test gets more than its full points, and one that
earned nothing gets nothing, unless the others have no room for the total (as when somebody raised
it by hand).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
import json
from typing import Literal

from grader.core.errors import BadInput
from grader.core.report import BlankReport, Hint, Report
from grader.core.text import Message, cap, one_line
from grader.intake.roster import Roster
from pydantic import AwareDatetime, BaseModel, ConfigDict

Visibility = Literal["hidden", "after_due_date", "after_published", "visible"]


class ExportContext(BaseModel):
    """What an export needs beside the reports.

    `points` are the blanks' full marks, needed where a platform wants their names even when
    nothing was graded. `environment` is the process's, `roster` the list of the class that the
    platform exported. `submitted_at` is when the student handed in, where that is known;
    `canvas_id` the number of the assignment in Canvas. `hidden_cases` says when a student may
    read about hidden cases; only Gradescope knows all four, elsewhere all but `visible` is never.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    generated_at: AwareDatetime
    submitted_at: AwareDatetime | None = None
    points: Mapping[str, float] = {}
    environment: Mapping[str, str] = {}
    roster: Roster | None = None
    canvas_id: str = ""
    hidden_cases: Visibility = "hidden"


def only(reports: Sequence[Report]) -> Report:
    """The one report of a format that holds one submission."""
    if len(reports) != 1:
        raise BadInput(
            Message(
                "This format holds one submission, but there are {reports}.", reports=len(reports)
            ),
            Message("Name one submission, or write one file for each."),
        )
    return reports[0]


def graded(report: Report, why: str) -> Report:
    """`report`, refused when it has no mark; `why` says why the format cannot tell."""
    if report.status == "unreadable":
        raise BadInput(
            Message(
                "{submission} holds nothing that can be marked: {reason}",
                submission=one_line(report.called),
                reason=reason(report),
            ),
            Message("Say what that counts: --unreadable zero."),
        )
    if not is_graded(report):
        raise BadInput(
            Message(
                "{submission} was not graded: {report}",
                submission=one_line(report.submission),
                report=reason(report),
            ),
            Message("{why} Grade it again first.", why=why),
        )
    return report


def is_graded(report: Report) -> bool:
    """Whether there are marks."""
    return report.status == "graded" and report.score is not None


def hint_of_nothing(report: Report) -> Hint:
    """The hint of each blank where nothing could be marked and that counts zero."""
    why = report.reason or ""
    return Hint(id="file", text=why, values={"message": why})


def is_of_nothing(blank: BlankReport) -> bool:
    """Whether a blank has no points because nothing that could be marked was handed in.

    A file that could be marked and then failed has the same hint, but has crashed.
    """
    return blank.status == "blank" and blank.hint is not None and blank.hint.id == "file"


def mark(report: Report) -> float:
    """The marks of a report that is graded."""
    if report.score is None:
        raise ValueError(f"{report.submission!r} was not graded")
    return report.score


def reason(report: Report) -> str:
    """Why a report has no mark, for the instructor."""
    return cap(one_line(report.reason or "the grader failed."), 500)


def fraction(report: Report) -> float:
    """The marks as a share of the full marks, 0 to 1."""
    if report.max_score <= 0:
        return 1.0 if report.full_marks else 0.0
    return min(1.0, max(0.0, round(mark(report) / report.max_score, 6)))


def json_text(value: object, *, indent: int | None = 2) -> str:
    """`value` as JSON in plain ASCII, which survives every container's locale."""
    return json.dumps(value, indent=indent, allow_nan=False) + "\n"


@dataclass(frozen=True)
class Points:
    """A report's marks in whole units; `tests` are (score, full score) of each blank."""

    score: int
    max_score: int
    tests: tuple[tuple[int, int], ...]


def whole_points(report: Report, units: int = 1) -> Points:
    """The marks of a report in points of which `units` make one: 100 for hundredths."""
    full = half_up(report.max_score * units)
    score = min(half_up(mark(report) * units), full)
    fulls = apportion(
        full, [blank.max_score for blank in report.blanks], [full] * len(report.blanks)
    )
    scores = apportion(score, [blank.score for blank in report.blanks], fulls)
    return Points(score, full, tuple(zip(scores, fulls, strict=True)))


def half_up(value: float) -> int:
    """The nearest whole number, 0.5 going up; never below 0."""
    return max(0, int(Decimal(repr(value)).quantize(Decimal(1), ROUND_HALF_UP)))


def apportion(total: int, weights: Sequence[float], room: Sequence[int]) -> tuple[int, ...]:
    """`total` in whole shares like `weights`, none larger than its `room`: largest remainder."""
    exact = [max(Fraction(0), Fraction(repr(weight))) for weight in weights]
    if not any(exact):
        exact = [Fraction(most) for most in room]
    whole = sum(exact)
    quotas = [total * part / whole if whole else Fraction(0) for part in exact]
    shares = [min(int(quota), most) for quota, most in zip(quotas, room, strict=True)]
    earned = [index for index, part in enumerate(exact) if part]
    unearned = [index for index, part in enumerate(exact) if not part]
    earned.sort(key=lambda index: int(quotas[index]) - quotas[index])
    for places in (earned, unearned):
        _hand_out(total - sum(shares), places, shares, room)
    return tuple(shares)


def _hand_out(rest: int, places: Sequence[int], shares: list[int], room: Sequence[int]) -> None:
    """Add `rest` to `shares`, one each in the order of `places`, as far as there is room."""
    while rest > 0:
        free = [index for index in places if shares[index] < room[index]][:rest]
        if not free:
            return
        for index in free:
            shares[index] += 1
        rest -= len(free)
