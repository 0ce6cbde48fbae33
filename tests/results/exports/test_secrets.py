"""No format tells a student what a hidden case is, or repeats what a submission printed."""

from __future__ import annotations

import json

from grader.core.report import BlankReport, CheckResult, Hint, Report
from grader.results.exports import FORMATS, format_named
from grader.results.exports.wording import Wording
from hypothesis import given
import pytest

from tests.results.exports.strategies import HIDDEN, context, graded_reports, some

TO_STUDENTS = sorted(set(FORMATS) - {"gradescope"})


def named(report: Report) -> Report:
    return report.model_copy(update={"submission": "alice"})


@pytest.mark.parametrize("name", TO_STUDENTS)
@some
@given(report=graded_reports())
def test_hidden_cases_go_by_another_name(name: str, report: Report) -> None:
    known = {check.case for blank in report.blanks for check in blank.checks}
    text = format_named(name).write([named(report)], context())
    for case in known & set(HIDDEN):
        assert case not in text
    assert "submission printed" not in text


@some
@given(report=graded_reports())
def test_gradescope_hides_them_in_what_students_see(report: Report) -> None:
    known = {check.case for blank in report.blanks for check in blank.checks}
    result = json.loads(format_named("gradescope").write([report], context()))
    result["tests"] = [test for test in result["tests"] if test["visibility"] != "hidden"]
    assert not [case for case in known & set(HIDDEN) if case in json.dumps(result)]


def one_blank(hint: str, **values: str) -> Report:
    checks = [("zebra-top1", "hidden"), ("cat-top1", "public"), ("apple-top1", "hidden")]
    blank = BlankReport(
        id="TODO1",
        score=0,
        max_score=20,
        status="wrong",
        hint=Hint(id="h", text=hint, values=values),
        checks=tuple(
            CheckResult(
                case=case,
                picture="relu",
                visibility="hidden" if kind == "hidden" else "public",
                ssim=0.5,
                beyond=0.5,
                passed=False,
            )
            for case, kind in checks
        ),
    )
    return Report(submission="a", status="graded", score=0, max_score=20, blanks=(blank,))


def test_hidden_cases_are_numbered_in_their_order() -> None:
    report = one_blank("zebra-top1 is grey; zebra-top10 is not")
    assert Wording.of(report, context()).blank(report.blanks[0]).splitlines() == [
        "Wrong. hidden case 1 is grey; zebra-top10 is not",
        "hidden case 1, relu: not passed",
        "cat-top1, relu: not passed",
        "hidden case 2, relu: not passed",
    ]


def test_whether_a_submission_has_guessed_a_name_is_not_said() -> None:
    """Threat: an error of many names, of which one comes back as that of a hidden case."""
    said = "zebra-top1, apple-top1 and lion-top1"
    report = one_blank(f"{said}.", message=said)
    assert f"Wrong. {said}." in Wording.of(report, context()).blank(report.blanks[0])


def test_an_instructor_may_show_them() -> None:
    report = one_blank("")
    shown = Wording.of(report, context(hidden_cases="visible")).blank(report.blanks[0])
    assert "zebra-top1, relu" in shown


def test_a_cut_never_leaves_half_a_name() -> None:
    report = one_blank("x" * 10 + " zebra-top1")
    assert "zebra" not in Wording.of(report, context()).blank(report.blanks[0], longest=23)
