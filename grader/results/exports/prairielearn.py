"""`/grade/results/results.json` of a PrairieLearn external grader.

Read by PrairieLearn's grader host and shown by `<pl-external-grader-results>`. Facts:
`PrairieLearn/PrairieLearn`, `docs/externalGrading.md`. At most 1 MiB: every text is capped.

A submission that was not graded is `"gradable": false`: no points are given or taken, and the
student loses no attempt. The reason stays out, because students read all of this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.core.report import BlankReport, Report
from grader.core.text import cap
from grader.core.words import number
from grader.results.exports.common import ExportContext, fraction, is_graded, json_text, mark, only
from grader.results.exports.wording import LONGEST, Wording, no_mark


def write(reports: Sequence[Report], context: ExportContext) -> str:
    """The text of `results.json`."""
    report = only(reports)
    if not is_graded(report):
        why = no_mark(report)
        return json_text({"gradable": False, "message": why, "format_errors": [why]})
    wording = Wording.of(report, context)
    total = f"{number(mark(report))} of {number(report.max_score)} points."
    return json_text(
        {
            "gradable": True,
            "score": fraction(report),
            "message": cap("\n".join([total, *wording.remarks]), LONGEST),
            "tests": [_test(blank, wording) for blank in report.blanks],
        }
    )


def _test(blank: BlankReport, wording: Wording) -> dict[str, object]:
    return {
        "name": blank.id,
        "points": blank.score,
        "max_points": blank.max_score,
        "output": wording.blank(blank),
    }
