"""The files that grading leaves: `grades.csv`, `grades.json`, `index.html`, `reports/NAME.html`."""

from __future__ import annotations

from collections.abc import Sequence
import json
from pathlib import Path

from grader.core.adjustments import in_words
from grader.core.errors import BadInput
from grader.core.files import write_whole
from grader.core.language import ENGLISH, Language
from grader.core.report import Report
from grader.marking.grader import Graded
from grader.marking.session import ReadyAssignment
from grader.results.cells import cell, csv_text
from grader.results.html.class_page import write_class_page
from grader.results.html.report_page import write_report_page
from grader.results.html.restated import restate_page
from grader.results.html.watched import Watched

OUTDATED = "graded by an earlier version of the assignment or the grader"
CHANGES = ("late_penalty_percent", "changes")
"""Columns of `grades.csv` about what people changed."""


def write_report(
    graded: Graded,
    ready: ReadyAssignment,
    path: Path,
    watched: Watched | None = None,
    language: Language = ENGLISH,
) -> None:
    """The page of one submission. Raises BadInput."""
    goldens = ready.marker.goldens.pictures
    title = ready.assignment.title
    write_report_page(
        path,
        language.report(graded.report),
        graded.pictures,
        goldens,
        title,
        language.translate,
        language.tag,
        watched,
    )


def report_path(out: Path, report: Report) -> Path:
    """Where the page of a report lies in the output folder."""
    return page_path(out, report.submission)


def page_path(out: Path, submission: str) -> Path:
    """Where the page of a submission lies in the output folder."""
    return out / "reports" / f"{submission}.html"


def write_results(
    reports: Sequence[Report],
    out: Path,
    title: str,
    language: Language = ENGLISH,
    groups: Sequence[Sequence[str]] = (),
) -> None:
    """The files about all submissions, each written whole or not at all. Raises BadInput.

    `groups` are the names of submissions that are nearly the same.
    """
    write_whole(out / "grades.csv", to_csv(reports))
    submissions = [report.model_dump(mode="json") for report in reports]
    grades = {"assignment": title, "submissions": submissions}
    write_whole(out / "grades.json", json.dumps(grades, indent=1) + "\n")
    said = [language.report(report) for report in reports]
    write_class_page(out / "index.html", said, title, language.translate, language.tag, groups)
    for report in reports:
        if report.adjustments:
            restate_report(report, out, language)


def restate_report(report: Report, out: Path, language: Language = ENGLISH) -> None:
    """Put the changes that were made to a report into its page. Raises BadInput."""
    restate_page(report_path(out, report), report, language.translate)


def remove_report(out: Path, submission: str) -> None:
    """Remove the page of a submission that is forgotten. Raises BadInput."""
    path = page_path(out, submission)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(f"{path} cannot be removed: {error.strerror}.") from error


def write_not_graded(report: Report, out: Path, title: str, language: Language = ENGLISH) -> None:
    """The page of a submission that waits: its old one may show the mark of other work.

    Raises BadInput.
    """
    said, path = language.report(report), report_path(out, report)
    write_report_page(path, said, {}, {}, title, language.translate, language.tag)


def to_csv(reports: Sequence[Report]) -> str:
    """A row a submission, in the order given; an empty score where there is none."""
    blanks = tuple(dict.fromkeys(blank.id for report in reports for blank in report.blanks))
    rows = [["submission", "status", "score", "max_score", *blanks, "reason", *CHANGES]]
    for report in reports:
        marks = {blank.id: f"{blank.score:g}" for blank in report.blanks}
        score = "" if report.score is None else f"{report.score:g}"
        row = [cell(report.submission), report.status, score, f"{report.max_score:g}"]
        row += [marks.get(blank, "") for blank in blanks]
        changes = " ".join(in_words(each) for each in report.adjustments)
        penalty = f"{report.late_penalty:g}"
        reason = OUTDATED if report.outdated else report.reason or ""
        rows.append([*row, cell(reason), penalty, cell(changes)])
    return csv_text(rows)
