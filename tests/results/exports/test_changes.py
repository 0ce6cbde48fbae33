"""What people changed reaches every platform: what passed, what failed, and why."""

from __future__ import annotations

import csv

from grader.core.adjustments import Change, adjusted
from grader.core.report import CheckResult, Report
from grader.results.exports import format_named
import pytest

from tests.results.exports import readers as read
from tests.results.exports.strategies import HIDDEN, context, simple

AT = "2026-01-02T03:04:05+00:00"
RAISED = Change("alice", "mark", "prof", AT, "TODO3", 0.0, 25.0, "It was right after all.")
LOWERED = Change("alice", "mark", "prof", AT, "TODO1", 20.0, 5.0, "Copied from bob.")
LATE = Change("alice", "late", "prof", AT, "", 0.0, 50.0, "Two days.")
NOTE = Change("alice", "note", "prof", AT, note="Come and see me.")

WITH_TEXT = (
    *("autolab", "classroom50", "coursera", "edx", "gradescope", "junit", "moodle"),
    "prairielearn",
)


def changed(*changes: Change) -> Report:
    """Alice's report, TODO3 wrong, and changed so."""
    return adjusted(simple(wrong=("TODO3",)), changes)


def written(name: str, report: Report) -> str:
    return format_named(name).write([report], context())


@pytest.mark.parametrize("name", WITH_TEXT)
def test_every_reason_is_read_where_a_platform_shows_text(name: str) -> None:
    text = written(name, changed(LOWERED, RAISED, LATE, NOTE))
    told = [LOWERED, LATE, NOTE] if name == "junit" else [LOWERED, RAISED, LATE, NOTE]
    for change in told:  # JUnit says nothing of what has passed
        assert change.note in text
    assert "Late: 50 % deducted, 42.5 instead of 85 points." in text


@pytest.mark.parametrize("name", WITH_TEXT)
def test_nothing_is_said_where_nothing_was_changed(name: str) -> None:
    assert "Before that" not in written(name, changed())


def test_a_reason_does_not_name_a_hidden_case() -> None:
    report = simple()
    hidden = CheckResult(
        case=HIDDEN[0], picture="p", visibility="hidden", ssim=1.0, beyond=0.0, passed=True
    )
    first = report.blanks[0].model_copy(update={"checks": (hidden,)})
    report = report.model_copy(update={"blanks": (first, *report.blanks[1:])})
    note = Change("alice", "note", "prof", AT, note=f"Wrong in {HIDDEN[0]}.")
    text = written("coursera", adjusted(report, [note]))
    assert HIDDEN[0] not in text and "Wrong in hidden case 1." in text


@pytest.mark.parametrize(
    ("change", "blank", "passed"), [(RAISED, "TODO3", True), (LOWERED, "TODO1", False)]
)
def test_what_passed_is_what_has_all_its_marks(change: Change, blank: str, passed: bool) -> None:
    report = changed(change)
    assert (blank in read.artemis(written("junit", report)).passed) is passed
    (test,) = _of(blank, read.classroom50(written("classroom50", report))["tests"], "test-name")
    assert test["passed"] is passed
    (test, *_) = _of(blank, read.gradescope(written("gradescope", report))["tests"], "name")
    assert (test["status"] == "passed") is passed
    shown = written("autolab", report).splitlines()[-2]
    assert f'"{blank}": {{"passed": {str(passed).lower()}' in shown


def test_the_whole_is_right_when_it_has_all_marks() -> None:
    for report, full in ((changed(RAISED), True), (changed(RAISED, LATE), False)):
        assert read.edx(written("edx", report))["correct"] is full
    assert 'failures="0"' in written("junit", changed(RAISED))


def test_moodle_explains_a_mark_in_its_feedback() -> None:
    header, row = csv.reader(written("moodle", changed(RAISED, LATE)).splitlines())
    feedback = dict(zip(header, row, strict=True))["Guided Grad-CAM: feedback"]
    assert feedback.startswith(
        "Late: 50 % deducted, 50 instead of 100 points. Two days. (prof, 2026"
    )
    assert "TODO3: 25 points, instead of 0. It was right after all." in feedback
    assert "Before that: Wrong." in feedback


def _of(blank: str, tests: list[dict[str, object]], name: str) -> list[dict[str, object]]:
    return [test for test in tests if test[name] == blank]
