"""`/shared/feedback.json` of a Coursera programming assignment.

Read by Coursera's grading system. Facts: `coursera/coursera_autograder`,
`coursera_autograder/commands/grade.py`: `fractionalScore` is a number from 0 to 1, `feedback`
must be there.

Coursera has no word for "not graded"; such a submission is refused, because a grader that ends
with another status than 0 is reported as a failed grader, not as a mark.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.core.report import Report
from grader.results.exports.common import ExportContext, fraction, graded, json_text, only
from grader.results.exports.wording import Wording


def write(reports: Sequence[Report], context: ExportContext) -> str:
    """The text of `feedback.json`."""
    report = graded(only(reports), "Coursera must see the grader fail, not a mark.")
    feedback = Wording.of(report, context).report(report, longest=10_000)
    return json_text({"fractionalScore": fraction(report), "feedback": feedback}, indent=None)
