"""A messy class of 130, graded, and taken back by the importers' own rules: nobody is lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from grader.cli.commands import gradebook, late
from grader.cli.commands.export import Wanted, export_grades
from grader.cli.commands.grade import class_in
from grader.core.assignment import DEFAULT
from grader.core.language import ENGLISH
from grader.results.exports.delivery import read_grades
from grader.results.penalties import LateRule
import pytest

from tests.intake.builders import lay, messy, zipped
from tests.marking.fake_grading import Instructor
from tests.results.exports import readers as read


def by_prof(out: Path) -> gradebook.Edit:
    by, note, at = "prof", "two days", "2026-01-02T03:04:05+00:00"
    return gradebook.Edit(out, by, note, ENGLISH, at)


CLASS = 130
UNREADABLE = sum(not mess.is_readable for mess in messy.MESSES.values())
LATE = range(100, 110)
"""Those who handed in some 30 hours after the others, which begins two days."""

RAISED = 105


@pytest.fixture
def prof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Instructor:
    return Instructor(tmp_path, monkeypatch)


def worksheet(place: Path) -> Path:
    """Moodle's grading worksheet, as it is downloaded."""
    with io.StringIO(newline="") as text:
        rows = csv.writer(text)
        rows.writerow(
            [
                *("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade"),
                *("Grade can be changed", "Last modified (submission)"),
                *("Last modified (grade)", "Feedback comments"),
            ]
        )
        for number, (name, id_, _) in enumerate(messy.handed_in(CLASS)):
            day = "Sunday, 22 November 2026, 6:00 AM" if number in LATE else None
            rows.writerow(
                [
                    *(f"Participant {7_000_000 + id_}", name, f"s{id_}@x.org", "Submitted", ""),
                    *("40.00", "Yes", day or "Friday, 20 November 2026, 11:59 PM", "-", ""),
                ]
            )
        return lay(place, {"worksheet.csv": text.getvalue()}) / "worksheet.csv"


def export(prof: Instructor, form: str, name: str, **more: object) -> Path:
    out = prof.place / name
    export_grades(Wanted(form, prof.out, out, **more), DEFAULT)  # type: ignore[arg-type]
    return out


def test_moodle_takes_everybody_back(prof: Instructor, capsys: pytest.CaptureFixture[str]) -> None:
    roster = worksheet(prof.place)
    zip_ = lay(prof.place, {"moodle.zip": zipped(messy.moodle(CLASS))}) / "moodle.zip"
    assert prof.grade("moodle.zip", take_in=class_in(zip_, roster, (), "")) == 0
    raised = str(7_000_000 + 5001 + RAISED)
    gradebook.mark(by_prof(prof.out), raised, "TODO1", 20, undo=False)
    rule = LateRule.of("2026-11-21T00:00", 10, 100)
    late.late_by_rule(by_prof(prof.out), rule)
    assert f"{len(LATE)} of {CLASS} are late" in capsys.readouterr().out

    everybody = {str(7_000_000 + id_) for _, id_, _ in messy.handed_in(CLASS)}
    _, reports = read_grades(prof.out)
    scores = {report.submission: report.score for report in reports}
    assert scores.keys() == everybody
    assert scores[raised] == 16, "of 20, two days late"

    text = export(
        prof, "moodle-worksheet", "grades.csv", roster=roster, unreadable="blank"
    ).read_text("utf-8")
    rows = read.moodle_worksheet(text, everybody, 40)
    assert {number: row.grade for number, row in rows.items()} == scores
    assert sum(row.grade is None for row in rows.values()) == UNREADABLE
    assert rows[raised].feedback.startswith(
        "Late: 20 % deducted, 16 instead of 20 points. two days (prof, 2026-01-02)"
    )
    assert "TODO1: 20 points, instead of 0. two days" in rows[raised].feedback
    text = export(prof, "moodle-worksheet", "zero.csv", roster=roster, unreadable="zero").read_text(
        "utf-8"
    )
    zeros = read.moodle_worksheet(text, everybody, 40)
    assert {number: row.grade for number, row in zeros.items()} == {
        number: score or 0 for number, score in scores.items()
    }

    content = export(prof, "moodle-feedback", "feedback.zip").read_bytes()
    pages = read.moodle_feedback(content, everybody)
    assert pages.keys() == everybody
    assert "16 instead of 20 points" in pages[raised]["/report.html"].decode()


def test_canvas_takes_everybody_back(prof: Instructor) -> None:
    files = messy.canvas(CLASS)
    zip_ = lay(prof.place, {"canvas.zip": zipped(files)}) / "canvas.zip"
    assert prof.grade("canvas.zip", take_in=class_in(zip_, None, (), "")) == 0
    raised = str(5001 + RAISED)
    gradebook.mark(by_prof(prof.out), raised, "TODO1", 20, undo=False)
    table = lay(prof.place, {"late.csv": f"submission,penalty_percent\n{raised},25\n"}) / "late.csv"
    late.late(by_prof(prof.out), table)
    _, reports = read_grades(prof.out)
    scores = {report.submission: report.score for report in reports}

    text = export(prof, "canvas", "grades.csv", unreadable="blank").read_text("utf-8")
    taken = read.canvas(text)
    grades = {
        student["ID"]: float(grade) if grade else None
        for student, grade in zip(taken.students, taken.grades, strict=True)
    }
    assert grades == scores and len(grades) == CLASS
    assert grades[raised] == 15

    content = export(prof, "canvas-feedback", "feedback.zip").read_bytes()
    attachments: dict[str, dict[str, str]] = {}
    for name in files:
        user, number, called = name.replace("_LATE", "").split("_", 1)[1].split("_", 2)
        attachments.setdefault(user, {})[number] = called
    comments = read.canvas_feedback(content, attachments)
    opens = {
        user
        for user, own in attachments.items()
        if any(called.endswith((".py", ".ipynb", ".zip")) for called in own.values())
    }
    assert comments.keys() == opens
    (said,) = comments[raised].values()
    assert b"# Late: 25 % deducted, 15 instead of 20 points." in said
