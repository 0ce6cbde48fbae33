"""`/autograder/results/results.json` of Gradescope.

Read by Gradescope's harness. Facts: https://gradescope-autograders.readthedocs.io/en/latest/specs/
and `gradescope/autograder_samples`, `docs/specs.md`. The full marks must be the points that the
assignment has in Gradescope.

The top `score` overrides the tests', so that a penalty counts. Each blank is a test that its
student may read; what is said of hidden cases by name stands in further tests without points,
whose `visibility` the context decides. With `hidden` (the default) only instructors see them and
students still see their total; Gradescope hides the total while a test waits for a date.

A submission that was not graded has no score at all: Gradescope then reports `autograder_error`,
which uses up no attempt, and the instructor finds the reason in `extra_data`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.core.report import BlankReport, Report
from grader.core.text import cap, clean
from grader.results.exports.common import (
    ExportContext,
    Visibility,
    is_graded,
    json_text,
    mark,
    only,
    reason,
)
from grader.results.exports.wording import CAME_OUT, LONGEST, Wording, no_mark


def write(reports: Sequence[Report], context: ExportContext) -> str:
    """The text of `results.json`."""
    report = only(reports)
    if not is_graded(report):
        return json_text({"output": no_mark(report), "extra_data": {"reason": reason(report)}})
    wording = Wording.of(report, context)
    return json_text(
        {
            "score": mark(report),
            "execution_time": report.seconds,
            "output": cap("\n".join(wording.remarks), LONGEST),
            "output_format": "text",
            "test_output_format": "text",
            "test_name_format": "text",
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "tests": [
                *(_test(blank, wording) for blank in report.blanks),
                *_hidden_tests(report, context.hidden_cases),
            ],
        }
    )


def _test(blank: BlankReport, wording: Wording) -> dict[str, object]:
    return {
        "name": blank.id,
        "score": blank.score,
        "max_score": blank.max_score,
        "status": "passed" if blank.full_marks else "failed",
        "output": wording.blank(blank),
        "visibility": "visible",
    }


def _hidden_tests(report: Report, visibility: Visibility) -> Iterator[dict[str, object]]:
    """For each blank with hidden cases, a test without points that gives the result of each."""
    for blank in report.blanks:
        hidden = [check for check in blank.checks if check.visibility == "hidden"]
        if hidden:
            lines = (f"{check.case}, {check.picture}: {CAME_OUT[check.passed]}" for check in hidden)
            yield {
                "name": f"{blank.id}, hidden cases",
                "status": "passed" if all(check.passed for check in hidden) else "failed",
                "output": cap(clean("\n".join(lines)), LONGEST),
                "visibility": visibility,
            }
