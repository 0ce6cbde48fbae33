"""Plain lines, identical for identical marks, for judges that compare standard output.

Read by judges that know only "the output is as expected", as the platform this course came from.
So nothing varies: no time, no similarity, no hint, not even whether a blank without points was
wrong or crashed.

A submission that was not graded is refused: such a judge can tell only a run that failed from an
answer that is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.core.report import Report
from grader.core.words import number
from grader.results.exports.common import ExportContext, graded, mark, only


def write(reports: Sequence[Report], context: ExportContext) -> str:
    """A line for each blank, and the total."""
    report = graded(only(reports), "A judge must see the grader fail, not a mark.")
    blanks = (f"{blank.id} {_of(blank.score, blank.max_score)}\n" for blank in report.blanks)
    return "".join(blanks) + f"TOTAL {_of(mark(report), report.max_score)}\n"


def _of(score: float, max_score: float) -> str:
    return f"{number(score)}/{number(max_score)}"
