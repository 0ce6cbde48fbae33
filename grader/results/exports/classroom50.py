"""`result.json` of Classroom 50, the successor of GitHub Classroom.

Read by its runner and by `collect_scores.py`. Facts: `foundation50/classroom50`,
`schemas/result-v1.schema.json` and the wiki page Advanced-Autograding.

Points are whole numbers (see `points`). The runner puts its own `owner`, `assignment_type` and
`datetime` in; they are filled here too, so that the file is valid without it. A submission that
was not graded is refused: a file with 0 of 0 points would count as handed in and passed, while a
command that ends with another status than 0 is what Classroom 50 takes for a failed grader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.text import Message
from grader.results.exports.common import ExportContext, graded, json_text, only, whole_points
from grader.results.exports.wording import Wording

SCHEMA = "classroom50/result/v1"


def write(reports: Sequence[Report], context: ExportContext) -> str:
    """The text of `result.json`."""
    report = graded(only(reports), "Classroom 50 must see the grader fail, not a mark.")
    points = whole_points(report)
    return json_text(
        {
            "schema": SCHEMA,
            **_identity(context.environment),
            "datetime": _instant(context.submitted_at or context.generated_at),
            "graded_at": _instant(context.generated_at),
            "score": points.score,
            "max-score": points.max_score,
            "tests": _tests(report, points.tests, Wording.of(report, context)),
        }
    )


def _identity(environment: Mapping[str, str]) -> dict[str, str]:
    """Whose submission this is, as the runner says it."""
    commit = _needed(environment, "COMMIT_URL")
    submission = _needed(environment, "SUBMISSION_TAG")
    if not submission.startswith("submit/"):
        raise BadInput(
            Message(
                "SUBMISSION_TAG is {submission}, but must begin with submit/.",
                submission=repr(submission),
            )
        )
    return {
        "classroom": _needed(environment, "CLASSROOM"),
        "assignment": _needed(environment, "ASSIGNMENT"),
        "assignment_type": environment.get("ASSIGNMENT_TYPE") or "individual",
        "owner": environment.get("OWNER") or _needed(environment, "USERNAME"),
        "submission": submission,
        "commit": commit,
        "release": _needed(environment, "RELEASE_URL"),
        "review": environment.get("REVIEW_URL") or commit,
    }


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise BadInput(
            Message("The environment variable {name} is not set.", name=name),
            Message("Classroom 50's runner sets it; elsewhere, set it by hand."),
        )
    return value


def _tests(
    report: Report, points: Sequence[tuple[int, int]], wording: Wording
) -> list[dict[str, object]]:
    return [
        {
            "test-name": blank.id,
            "passed": blank.full_marks,
            "score": score,
            "max-score": max_score,
            "message": text,
        }
        for blank, (score, max_score), text in zip(
            report.blanks, points, wording.blanks(report), strict=True
        )
    ]


def _instant(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
