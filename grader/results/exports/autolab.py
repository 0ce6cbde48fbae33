"""The last two lines that an Autolab (Tango) job prints: the result of each test, and the scores.

Read by `autolab/Autolab`, `app/controllers/assessment/autograde.rb`, from the end of the job's
output; facts also from https://docs.autolabproject.com/features/formatted-feedback/. The last
line is the scores, so the grader must own standard output. The assessment needs a problem of the
same name for each blank. Autolab adds the problems up: where the total was changed (a penalty),
it is shared out over them in hundredths, see `points`.

A submission that was not graded has `null` for every problem, which Autolab keeps as "no score
yet". Without such a line, or with an empty one, Autolab would write zeros.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.text import Message, one_line
from grader.results.exports.common import ExportContext, is_graded, json_text, only, whole_points
from grader.results.exports.wording import Wording, no_mark

STAGE = "Blanks"


def write(reports: Sequence[Report], context: ExportContext) -> str:
    """The two lines to print last."""
    report = only(reports)
    if not is_graded(report):
        return _lines({"Grader": {"passed": False, "hint": no_mark(report)}}, _no_scores(context))
    wording = Wording.of(report, context)
    tests: dict[str, object] = {
        blank.id: {"passed": blank.full_marks, "hint": _hint(text)}
        for blank, text in zip(report.blanks, wording.blanks(report), strict=True)
    }
    points = whole_points(report, units=100).tests
    names = [blank.id for blank in report.blanks]
    return _lines(
        tests, {name: score / 100 for name, (score, _) in zip(names, points, strict=True)}
    )


def _hint(text: str) -> str:
    """On one line, like everything that Autolab reads: the verdict, then the checks."""
    verdict, _, checks = text.partition("\n")
    return one_line(verdict + " " + checks.replace("\n", "; ")).strip()


def _no_scores(context: ExportContext) -> dict[str, float | None]:
    if not context.points:
        raise BadInput(
            Message("This format needs the names of the blanks."), Message("Give --assignment.")
        )
    return dict.fromkeys(context.points)


def _lines(tests: dict[str, object], scores: object) -> str:
    shown = {"_presentation": "semantic", "stages": [STAGE], STAGE: tests}
    return json_text(shown, indent=None) + json_text({"scores": scores}, indent=None)
