"""The files that grading leaves: `grades.csv`, `grades.json`, `index.html`, `reports/NAME.html`."""

from __future__ import annotations

from collections.abc import Sequence
import json
from pathlib import Path

from grader.assembly import Desk
from grader.exports.cells import cell, csv_text
from grader.files import write_whole
from grader.grading import Graded
from grader.html.class_page import write_class_page
from grader.html.report_page import write_report_page
from grader.report import Report


def write_report(graded: Graded, desk: Desk, path: Path) -> None:
    """The page of one submission. Raises BadInput."""
    goldens = desk.marker.goldens.pictures
    title = desk.assignment.title
    write_report_page(path, graded.report, graded.pictures, goldens, title, str, "en")


def report_path(out: Path, report: Report) -> Path:
    """Where the page of a submission lies in the output folder."""
    return out / "reports" / f"{report.submission}.html"


def write_results(reports: Sequence[Report], out: Path, title: str) -> None:
    """The files about all submissions, each written whole or not at all. Raises BadInput."""
    write_whole(out / "grades.csv", to_csv(reports))
    submissions = [report.model_dump(mode="json") for report in reports]
    grades = {"assignment": title, "submissions": submissions}
    write_whole(out / "grades.json", json.dumps(grades, indent=1) + "\n")
    write_class_page(out / "index.html", reports, title, str, "en")


def to_csv(reports: Sequence[Report]) -> str:
    """A row a submission, in the order given; an empty score where there is none."""
    blanks = [blank.id for blank in next((r.blanks for r in reports if r.blanks), ())]
    rows = [["submission", "status", "score", "max_score", *blanks, "reason"]]
    for report in reports:
        marks = {blank.id: f"{blank.score:g}" for blank in report.blanks}
        score = "" if report.score is None else f"{report.score:g}"
        row = [cell(report.submission), report.status, score, f"{report.max_score:g}"]
        row += [marks.get(blank, "") for blank in blanks]
        rows.append([*row, cell(report.reason or "")])
    return csv_text(rows)
