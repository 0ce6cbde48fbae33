"""The step output of GitHub Classroom's graders, for courses that still run its reporter.

GitHub Classroom was retired on 28 August 2026; `classroom50` is the successor. Read by
`classroom-resources/autograding-grading-reporter` (`src/main.js`, `src/notify-classroom.js`) from
the variable `<STEP ID>_RESULTS`: base64 of JSON. Write it with
`echo "result=$(cat FILE)" >> "$GITHUB_OUTPUT"`.

The reporter adds the tests' whole points up and fails the job unless `status` is `pass`. A
submission that was not graded has the status `error` and a `max_score` of 0, for which the
reporter publishes no points.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from grader.exports.common import is_graded, json_text, only, reason
from grader.exports.context import ExportContext
from grader.exports.rounding import whole_points
from grader.exports.wording import Wording
from grader.report import Report

VERSION = 3


def write(reports: Sequence[Report], context: ExportContext) -> str:
    """One line of base64."""
    report = only(reports)
    if is_graded(report):
        result = _graded(report, Wording.of(report, context))
    else:
        result = _not_graded(reason(report))
    text = json_text(result, indent=None)
    return base64.b64encode(text.encode("ascii")).decode("ascii") + "\n"


def _graded(report: Report, wording: Wording) -> dict[str, object]:
    points = whole_points(report)
    return {
        "version": VERSION,
        "status": "pass" if report.full_marks else "fail",
        "max_score": points.max_score,
        "tests": [
            {
                "name": blank.id,
                "status": "pass" if blank.full_marks else "fail",
                "score": score,
                "message": text,
            }
            for blank, (score, _), text in zip(
                report.blanks, points.tests, wording.blanks(report), strict=True
            )
        ],
    }


def _not_graded(why: str) -> dict[str, object]:
    message = f"Not graded, and not a zero: {why}"
    # The reporter divides by the number of tests, so there must be one.
    test = {"name": "grader", "status": "error", "score": 0, "message": message}
    return {"version": VERSION, "status": "error", "max_score": 0, "tests": [test]}
