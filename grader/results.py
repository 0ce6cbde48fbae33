"""The files that grading leaves: `grades.csv`, `grades.json`, `index.html`, `reports/ID.html`."""

from __future__ import annotations

from collections.abc import Sequence
import csv
import io
import json
from pathlib import Path

from grader.assembly import Desk
from grader.files import write_whole
from grader.grading import Graded
from grader.report import Report


def write_report(graded: Graded, desk: Desk, out: Path) -> None:
    """The page of one submission."""


def write_results(reports: Sequence[Report], out: Path, title: str) -> None:
    """The files about all submissions, each written whole or not at all. Raises BadInput."""
    write_whole(out / "grades.csv", to_csv(reports))
    submissions = [report.model_dump(mode="json") for report in reports]
    grades = {"assignment": title, "submissions": submissions}
    write_whole(out / "grades.json", json.dumps(grades, indent=1, ensure_ascii=False) + "\n")


def to_csv(reports: Sequence[Report]) -> str:
    """A row a submission, in the order given; an empty score where there is none."""
    blanks = [blank.id for blank in next((r.blanks for r in reports if r.blanks), ())]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["submission", "status", "score", "max_score", *blanks, "reason"])
    for report in reports:
        marks = {blank.id: blank.score for blank in report.blanks}
        score = "" if report.score is None else report.score
        row = [report.submission, report.status, score, report.max_score]
        writer.writerow([*row, *(marks.get(blank, "") for blank in blanks), report.reason or ""])
    return text.getvalue()
