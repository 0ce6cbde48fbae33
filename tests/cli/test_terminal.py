"""The table of a batch in a terminal."""

from __future__ import annotations

from io import StringIO

from grader.cli.terminal import show_marks
from grader.core.report import Report
from grader.core.student import Student
from rich.console import Console


def called(submission: str, name: str) -> Report:
    return Report(
        submission=submission,
        student=Student(name=name, id=submission),
        status="graded",
        score=50,
        max_score=100,
    )


def test_students_of_one_name_are_told_apart() -> None:
    out = StringIO()
    names = {"4008": "José María", "4009": "José María", "4010": "Ana López"}
    show_marks(Console(file=out, width=80), [called(*each) for each in names.items()])
    said = out.getvalue()
    assert "José María (4008)" in said and "José María (4009)" in said
    assert "Ana López" in said and "(4010)" not in said
