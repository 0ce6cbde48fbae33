"""What people change about marks: a mark, a penalty for being late, a note.

Reports stay in the gradebook as the grader made them, and changes beside them, with who made them
and when. What is shown and exported is both together, worked out here whenever it is needed; so a
change outlives a regrade, and taking it back brings the grader's own mark back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from grader.core.report import Adjustment, Report

Kind = Literal["mark", "late", "note", "regrade", "forget"]


@dataclass(frozen=True)
class Change:
    """One change of one submission, in the order in which they were made.

    Of a `mark`, `old` and `new` are points of `blank`, and no `new` takes earlier changes back; of
    `late` they are percent; of `regrade`, `old` is the score that was to be found anew, and of
    `forget` the score that was removed.
    """

    submission: str
    kind: Kind
    by: str
    at: str
    blank: str = ""
    old: float | None = None
    new: float | None = None
    note: str = ""


def adjusted(report: Report, changes: Sequence[Change]) -> Report:
    """A report with the changes of its submission, the last of each kind and blank.

    What was not graded gets no mark; its penalty and notes wait with it. Where a blank has fewer
    points now than the mark that it was given, it has full marks.
    """
    own = [change for change in changes if change.submission == report.submission]
    marks = _marks(report, own)
    told = [_told(change) for change in (*marks, *_late(own), *_notes(own))]
    if not told:
        return report
    given = {mark.blank: mark.new for mark in marks}
    blanks = tuple(
        blank.model_copy(update={"score": given[blank.id]}) if blank.id in given else blank
        for blank in report.blanks
    )
    penalty, score = late_penalty(own), report.score
    if score is not None:
        marked = sum(blank.score for blank in blanks) if marks else score
        score = round(marked * (1 - penalty / 100), 2)
    return report.model_copy(
        update={
            "score": score,
            "blanks": blanks,
            "late_penalty": penalty,
            "adjustments": tuple(told),
        }
    )


def late_penalty(own: Sequence[Change]) -> float:
    """What one submission loses for being late, in percent of its marks, graded or not."""
    late = latest(own, "late")
    return (late.new or 0.0) if late is not None else 0.0


def latest(own: Sequence[Change], kind: Kind, blank: str = "") -> Change | None:
    """The last change of a kind, and of a blank, among those of one submission: it counts."""
    fitting = (each for each in reversed(own) if (each.kind, each.blank) == (kind, blank))
    return next(fitting, None)


def _marks(report: Report, own: Sequence[Change]) -> list[Change]:
    """The marks that count instead of the grader's, which they name as `old`."""
    found = []
    for blank in report.blanks:
        last = latest(own, "mark", blank.id)
        if last is not None and last.new is not None:
            found.append(replace(last, old=blank.score, new=min(last.new, blank.max_score)))
    return found


def _late(own: Sequence[Change]) -> list[Change]:
    late = latest(own, "late")
    return [replace(late, old=None)] if late is not None and late.new else []


def _notes(own: Sequence[Change]) -> list[Change]:
    """What was written to the student besides, also where something was taken back."""
    return [
        replace(change, kind="note", old=None, new=None)
        for change in own
        if change.note and (change.kind in ("note", "regrade") or _takes_back(change, own))
    ]


def _takes_back(change: Change, own: Sequence[Change]) -> bool:
    nothing_left = change.new is None if change.kind == "mark" else not change.new
    is_last = change is latest(own, change.kind, change.blank)
    return change.kind in ("mark", "late") and nothing_left and is_last


def _told(change: Change) -> Adjustment:
    return Adjustment.model_validate(
        {name: value for name, value in vars(change).items() if name != "submission"}
    )
