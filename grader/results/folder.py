"""The files that grading writes: `grades.csv`, `grades.json`, `index.html`, `reports/NAME.html`."""

from __future__ import annotations

from collections.abc import Sequence
import json
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.files import write_whole
from grader.core.language import ENGLISH, Language
from grader.core.report import Report
from grader.core.student import NOBODY_KNOWN
from grader.core.text import Message
from grader.core.words import changes_in_words, number
from grader.results.exports.tables import cell, csv_text
from grader.results.html.class_page import NO_NOTES, ClassNotes, write_class_page
from grader.results.html.report_page import restate_page

OUTDATED = "graded by an earlier version of the assignment or the grader"
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it Excel takes UTF-8 for the encoding that its Windows is set to."""

STUDENT = ("name", "id", "email", "attempt", "late")
"""Columns of `grades.csv` about who handed in."""

CHANGES = ("late_penalty_percent", "changes")
"""Columns of `grades.csv` about changes by hand."""


def report_path(out: Path, report: Report) -> Path:
    """The path of a report's page in the output folder."""
    return page_path(out, report.submission)


def page_path(out: Path, submission: str) -> Path:
    """The path of a submission's page in the output folder."""
    return out / "reports" / f"{submission}.html"


def write_results(
    reports: Sequence[Report],
    out: Path,
    title: str,
    language: Language = ENGLISH,
    notes: ClassNotes = NO_NOTES,
) -> None:
    """The files about all submissions, each written whole or not at all. Raises BadInput."""
    write_whole(out / "grades.csv", BYTE_ORDER_MARK + to_csv(reports))
    submissions = [report.model_dump(mode="json") for report in reports]
    grades = {"assignment": title, "submissions": submissions}
    write_whole(out / "grades.json", json.dumps(grades, indent=1) + "\n")
    write_class_page(out / "index.html", reports, title, language, notes)
    for report in reports:
        if report.adjustments:
            restate_report(report, out, language)


def restate_report(report: Report, out: Path, language: Language = ENGLISH) -> None:
    """Put the changes that were made to a report into its page. Raises BadInput."""
    restate_page(report_path(out, report), report, language)


def remove_report(out: Path, submission: str) -> None:
    """Remove the page of a submission that is forgotten. Raises BadInput."""
    path = page_path(out, submission)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(
            Message("{path} cannot be removed: {strerror}.", path=path, strerror=error.strerror)
        ) from error


def to_csv(reports: Sequence[Report]) -> str:
    """One row per submission, in the given order; an empty score where there is none."""
    blanks = tuple(dict.fromkeys(blank.id for report in reports for blank in report.blanks))
    rows = [["submission", *STUDENT, "status", "score", "max_score", *blanks, "reason", *CHANGES]]
    for report in reports:
        marks = {blank.id: number(blank.score) for blank in report.blanks}
        score = "" if report.score is None else number(report.score)
        row = [
            cell(report.submission),
            *_student(report),
            report.status,
            score,
            number(report.max_score),
        ]
        row += [marks.get(blank, "") for blank in blanks]
        changes = " ".join(changes_in_words(report))
        penalty = number(report.late_penalty)
        reason = OUTDATED if report.outdated else report.reason or ""
        rows.append([*row, cell(reason), penalty, cell(changes)])
    return csv_text(rows)


def _student(report: Report) -> list[str]:
    student = report.student or NOBODY_KNOWN
    late = {True: "yes", False: "no", None: ""}[student.late]
    attempt = "" if student.attempt is None else str(student.attempt)
    return [
        *(cell(each or "") for each in (student.name, student.id, student.email)),
        attempt,
        late,
    ]
