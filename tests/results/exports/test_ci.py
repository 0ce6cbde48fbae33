"""The formats that hold one submission, read back by their platforms' own rules."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from grader.core.errors import BadInput
from grader.core.report import BlankReport, CheckResult, Hint, Report
from grader.results.exports import format_named
from hypothesis import given
from hypothesis import strategies as st
import jsonschema
import pytest

from tests.results.exports import readers as read
from tests.results.exports.strategies import (
    POINTS,
    context,
    graded_reports,
    not_graded,
    simple,
    some,
)


def written(name: str, report: Report, **more: object) -> str:
    return format_named(name).write([report], context(**more))


# Classroom 50


@some
@given(report=graded_reports())
def test_classroom50_is_valid(report: Report) -> None:
    result = read.classroom50(written("classroom50", report))
    assert [test["passed"] for test in result["tests"]] == [
        blank.status == "right" for blank in report.blanks
    ]
    assert all(len(test["message"]) <= 2000 for test in result["tests"])


def test_classroom50_takes_who_and_when_from_its_runner() -> None:
    result = read.classroom50(written("classroom50", simple()))
    assert result["datetime"] == result["graded_at"] == "2026-11-20T12:30:05Z"
    assert result["review"] == result["commit"] == "https://github.example/commit/1"
    assert result["assignment_type"] == "individual"


def test_classroom50_keeps_the_time_of_submission_at_a_regrade() -> None:
    handed_in = "2026-11-01T23:59:59+08:00"
    result = read.classroom50(written("classroom50", simple(), submitted_at=handed_in))
    assert result["datetime"] == "2026-11-01T15:59:59Z"
    assert result["graded_at"] == "2026-11-20T12:30:05Z"


@pytest.mark.parametrize("name", ["CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL"])
def test_classroom50_says_which_variable_is_missing(name: str) -> None:
    environment = dict(context().environment) | {name: ""}
    with pytest.raises(BadInput, match=f"environment variable {name} is not set"):
        written("classroom50", simple(), environment=environment)


def test_classroom50_refuses_a_tag_of_another_kind() -> None:
    environment = dict(context().environment) | {"SUBMISSION_TAG": "v1"}
    with pytest.raises(BadInput, match="must begin with submit/"):
        written("classroom50", simple(), environment=environment)


def test_the_schema_refuses_what_classroom50_refuses() -> None:
    result = json.loads(written("classroom50", simple()))
    for change in ({"score": 82.5}, {"extra": 1}, {"datetime": "2026-11-20"}, {"owner": ""}):
        with pytest.raises(jsonschema.ValidationError):
            read.classroom50(json.dumps(result | change))


# Gradescope


@some
@given(report=graded_reports())
def test_gradescope_accepts_it(report: Report) -> None:
    result = read.gradescope(written("gradescope", report))
    scored = [test for test in result["tests"] if "score" in test]
    assert [test["name"] for test in scored] == [blank.id for blank in report.blanks]
    assert all(test["visibility"] == "visible" for test in scored)
    assert all("max_score" not in test for test in result["tests"] if "score" not in test)


@some
@given(report=graded_reports(), visibility=st.sampled_from(["hidden", "after_due_date", "visible"]))
def test_gradescope_shows_hidden_cases_when_told(report: Report, visibility: str) -> None:
    result = read.gradescope(written("gradescope", report, hidden_cases=visibility))
    hidden = [test for test in result["tests"] if "score" not in test]
    assert len(hidden) == sum(
        any(check.visibility == "hidden" for check in blank.checks) for blank in report.blanks
    )
    assert all(test["visibility"] == visibility for test in hidden)


def test_gradescope_sees_an_autograder_error_where_nothing_was_graded() -> None:
    text = written("gradescope", not_graded())
    with pytest.raises(ValueError, match="autograder_error"):
        read.gradescope(text)
    assert json.loads(text)["extra_data"] == {"reason": "the disk was full"}


# PrairieLearn


@some
@given(report=graded_reports())
def test_prairielearn_accepts_it(report: Report) -> None:
    result = read.prairielearn(written("prairielearn", report))
    assert [test["points"] for test in result["tests"]] == [blank.score for blank in report.blanks]


def test_prairielearn_takes_no_attempt_where_nothing_was_graded() -> None:
    result = read.prairielearn(written("prairielearn", not_graded("secret path /srv/goldens")))
    assert result["gradable"] is False
    assert "score" not in result
    assert "/srv" not in json.dumps(result)


# Autolab


@some
@given(report=graded_reports())
def test_autolab_accepts_it(report: Report) -> None:
    text = written("autolab", report)
    assert text.count("\n") == 2
    assert set(read.autolab(text)) == {blank.id for blank in report.blanks}


def test_autolab_s_checks_are_told_apart_on_one_line() -> None:
    passed = [
        CheckResult(case=case, picture="map", visibility="public", ssim=1, beyond=0, passed=True)
        for case in ("cat", "dog")
    ]
    report = simple()
    first = report.blanks[0].model_copy(update={"checks": tuple(passed)})
    report = report.model_copy(update={"blanks": (first, *report.blanks[1:])})
    shown = json.loads(written("autolab", report).splitlines()[-2])["Blanks"]
    assert shown[first.id]["hint"] == "Right. cat, map: passed; dog, map: passed"
    assert shown[report.blanks[1].id]["hint"] == "Right."


def test_autolab_writes_no_zero_where_nothing_was_graded() -> None:
    assert read.autolab(written("autolab", not_graded())) == dict.fromkeys(POINTS)


def test_autolab_needs_the_blanks_names_for_that() -> None:
    with pytest.raises(BadInput, match="names of the blanks"):
        written("autolab", not_graded(), points={})


# Coursera, edX


@some
@given(report=graded_reports())
def test_coursera_accepts_it(report: Report) -> None:
    assert isinstance(read.coursera(written("coursera", report))["feedback"], str)


@some
@given(report=graded_reports())
def test_edx_accepts_it(report: Report) -> None:
    reply = read.edx(written("edx", report))
    assert reply["correct"] is report.full_marks
    assert "<script" not in reply["msg"]


def test_edx_shows_what_was_said_and_runs_nothing() -> None:
    blank = BlankReport(
        id="TODO1",
        score=0,
        max_score=20,
        status="wrong",
        hint=Hint(id="h", text="<b>x > 0</b> & \x00\x1bmore"),
    )
    report = simple().model_copy(update={"blanks": (blank,)})
    root = ElementTree.fromstring(read.edx(written("edx", report))["msg"])
    assert [element.tag for element in root] == ["p", "h4", "pre"]
    assert root[2].text == "Wrong. <b>x > 0</b> & more"


# JUnit


@some
@given(report=graded_reports())
def test_artemis_finds_each_blank_once(report: Report) -> None:
    result = read.artemis(written("junit", report))
    right = [blank.id for blank in report.blanks if blank.status == "right"]
    assert list(result.passed) == right
    assert set(result.failed) == {blank.id for blank in report.blanks} - set(right)
    assert all(message for message in result.failed.values())


@some
@given(report=graded_reports())
def test_the_counts_of_a_suite_are_its_tests(report: Report) -> None:
    suite = ElementTree.fromstring(written("junit", report)).find("testsuite")
    assert suite is not None
    assert suite.attrib["tests"] == str(len(suite.findall("testcase")))
    assert suite.attrib["failures"] == str(len(suite.findall("testcase/failure")))


def test_a_grader_that_failed_is_an_error_and_no_blanks_failure() -> None:
    text = written("junit", not_graded("a \x00 broken ]]> disk"))
    result = read.artemis(text)
    assert result.failed == {"grader": "Not graded, and not a zero: a  broken ]]> disk"}
    assert "<failure" not in text
    assert 'tests="1" failures="0" errors="1"' in text


# Plain lines


def test_plain_lines_are_as_they_have_always_been() -> None:
    assert written("plain", simple(wrong=("TODO2",))) == (
        "TODO1 20/20\nTODO2 0/20\nTODO3 25/25\nTODO4 25/25\nPIPELINE 10/10\nTOTAL 80/100\n"
    )


@some
@given(report=graded_reports(), other=graded_reports())
def test_plain_lines_tell_the_marks_and_nothing_else(report: Report, other: Report) -> None:
    same = [(blank.score, blank.max_score) for blank in report.blanks] == [
        (blank.score, blank.max_score) for blank in other.blanks
    ] and report.score == other.score
    assert (written("plain", report) == written("plain", other)) is same


@some
@given(report=graded_reports(), seconds=st.floats(0, 10))
def test_plain_lines_do_not_change_with_the_time(report: Report, seconds: float) -> None:
    later = report.model_copy(update={"seconds": seconds, "submission": "x", "key": "y"})
    assert written("plain", report) == written("plain", later)
