"""How a batch is getting on: what was not graded is no mark, and is not said to be graded."""

from __future__ import annotations

from grader.cli.progress import Progress
from grader.core.report import Report
import pytest


def report(score: float | None) -> Report:
    status = "not_graded" if score is None else "graded"
    return Report(submission="ann", status=status, score=score, max_score=100)


def last_line(capsys: pytest.CaptureFixture[str], *scores: float | None) -> str:
    with Progress(len(scores) + 2, 2) as progress:
        for score in scores:
            progress.advance(report(score))
    return capsys.readouterr().err.splitlines()[-1]


def test_the_mean_is_of_what_was_graded(capsys: pytest.CaptureFixture[str]) -> None:
    said = last_line(capsys, 80, None, 60)
    assert said.startswith("4 of 5 graded, 1 not graded, ") and said.endswith(
        ", mean of the 2 marked now: 70.0"
    )


def test_the_mean_of_a_whole_batch_is_just_the_mean(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(2, 0) as progress:
        for score in (80, 60):
            progress.advance(report(score))
    assert capsys.readouterr().err.splitlines()[-1].endswith(" a minute, mean 70.0")


def test_nothing_graded_has_no_mean(capsys: pytest.CaptureFixture[str]) -> None:
    said = last_line(capsys, None, None, None)
    assert said.startswith("2 of 5 graded, 3 not graded, ") and "mean" not in said


def test_all_graded_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    said = last_line(capsys, 80)
    assert said.startswith("3 of 3 graded, ") and "not graded" not in said
