"""What people change about marks: a mark, a penalty for being late, a note.

Reports stay in the gradebook as the grader made them, and changes beside them, with who made them
and when. What is shown and exported is both together, worked out here whenever it is needed; so a
change outlives a regrade, and taking it back brings the grader's own mark back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from grader.report import Adjustment, Report

Kind = Literal["mark", "late", "note", "regrade"]


@dataclass(frozen=True)
class Change:
    """One change of one submission, in the order in which they were made.

    Of a `mark`, `old` and `new` are points of `blank`, and no `new` takes earlier changes back; of
    `late` they are percent; of `regrade`, `old` is the score that was to be found anew.
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
    """A report with the changes of its submission, the last of each kind and blank."""
    own = [change for change in changes if change.submission == report.submission]
    notes = tuple(_told(change, None) for change in own if change.kind == "note" and change.note)
    if report.status != "graded" or report.score is None:
        return report.model_copy(update={"adjustments": notes}) if notes else report
    late = next((change for change in reversed(own) if change.kind == "late"), None)
    penalty = (late.new or 0.0) if late is not None else 0.0
    marks = _marks(report, own)
    given = {change.blank: change.new for change in marks}
    blanks = tuple(
        blank.model_copy(update={"score": given[blank.id]}) if blank.id in given else blank
        for blank in report.blanks
    )
    marked = sum(blank.score for blank in blanks) if marks else report.score
    told = [_told(change, _automatic(report, change.blank)) for change in marks]
    if late is not None and penalty:
        told.append(_told(late, None))
    if not told and not notes:
        return report
    return report.model_copy(
        update={
            "score": round(marked * (1 - penalty / 100), 2),
            "blanks": blanks,
            "late_penalty": penalty,
            "adjustments": (*told, *notes),
        }
    )


def in_words(adjustment: Adjustment, translate: Callable[[str], str] = str) -> str:
    """A change as a student reads it."""
    _ = translate
    if adjustment.kind == "mark":
        said = _("{blank}: {new} points, instead of {old}.").format(
            blank=adjustment.blank, new=f"{adjustment.new:g}", old=f"{adjustment.old:g}"
        )
    elif adjustment.kind == "late":
        said = _("Late: {percent} % less.").format(percent=f"{adjustment.new:g}")
    else:
        said = ""
    signed = _("({by}, {day})").format(by=adjustment.by, day=adjustment.at[:10])
    return " ".join(filter(None, (said, adjustment.note, signed)))


def _marks(report: Report, own: Sequence[Change]) -> list[Change]:
    """The last change of each of the report's blanks, unless it was taken back."""
    last = {change.blank: change for change in own if change.kind == "mark"}
    return [
        last[blank.id]
        for blank in report.blanks
        if blank.id in last and last[blank.id].new is not None
    ]


def _automatic(report: Report, blank: str) -> float:
    """The mark that the grader gave."""
    return next(each.score for each in report.blanks if each.id == blank)


def _told(change: Change, automatic: float | None) -> Adjustment:
    kind = "note" if change.kind == "regrade" else change.kind
    return Adjustment(
        kind=kind,
        blank=change.blank,
        old=automatic,
        new=change.new,
        note=change.note,
        by=change.by,
        at=change.at,
    )
