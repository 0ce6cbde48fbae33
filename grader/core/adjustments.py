"""Changes that people make: a mark, a penalty for being late, a note.

Reports stay in the gradebook as the grader made them; changes are kept beside them, with the person
and the time. Both are combined here whenever they are shown or exported, so a change survives a
regrade, and undoing it restores the grader's own mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from grader.core.report import Adjustment, Report

Kind = Literal["mark", "late", "note", "regrade", "forget"]


@dataclass(frozen=True)
class Change:
    """One change of one submission.

    In a `mark`, `old` and `new` are points of `blank`, and a missing `new` undoes earlier changes;
    in `late` they are percentages; in `regrade`, `old` is the score before the regrade, and in
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

    A submission that was not graded gets no mark; its penalty and notes wait. Where a blank is now
    worth fewer points than the mark it was given, it gets full marks.
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
    """The late penalty of a submission, graded or not, in percent of its marks."""
    late = latest(own, "late")
    return (late.new or 0.0) if late is not None else 0.0


def latest(own: Sequence[Change], kind: Kind, blank: str = "") -> Change | None:
    """The last change of a kind and a blank among those of one submission, which is the one that
    counts.
    """
    fitting = (each for each in reversed(own) if (each.kind, each.blank) == (kind, blank))
    return next(fitting, None)


def _marks(report: Report, own: Sequence[Change]) -> list[Change]:
    """The changed marks that replace the grader's, with the grader's as `old`."""
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
    """Notes for the student, including those where a change was undone."""
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
