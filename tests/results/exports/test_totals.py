"""The same marks in every format: each platform reads the same total."""

from __future__ import annotations

from collections.abc import Callable
import csv
from xml.etree import ElementTree

from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.student import Student
from grader.results.exports import FORMATS, format_named
from grader.results.exports.common import mark
from grader.results.exports.feedback import FEEDBACK
from hypothesis import given
import pytest

from tests.results.exports import readers as read
from tests.results.exports.strategies import context, graded_reports, not_graded, simple, some

Total = Callable[[str, float], float]


def _canvas(text: str, _: float) -> float:
    return float(read.canvas(text).grades[0])


def _moodle(text: str, _: float) -> float:
    header, row = csv.reader(text.splitlines())
    return float(row[header.index("Guided Grad-CAM")])


def _worksheet(text: str, most: float) -> float:
    return read.moodle_worksheet(text, {"7"}, most)["7"].grade or 0.0


def _junit(text: str, _: float) -> float:
    root = ElementTree.fromstring(text)
    found = root.find("testsuite/properties/property[@name='score']")
    assert found is not None
    return float(found.attrib["value"])


EXACT: dict[str, Total] = {
    "autolab": lambda text, _: sum(score or 0 for score in read.autolab(text).values()),
    "canvas": _canvas,
    "coursera": lambda text, most: read.coursera(text)["fractionalScore"] * most,
    "edx": lambda text, most: read.edx(text)["score"] * most,
    "gradescope": lambda text, _: read.gradescope(text)["score"],
    "junit": _junit,
    "moodle": _moodle,
    "moodle-worksheet": _worksheet,
    "plain": lambda text, _: read.plain(text)["TOTAL"][0],
    "prairielearn": lambda text, most: read.prairielearn(text)["score"] * most,
}
WHOLE: dict[str, Total] = {
    "classroom50": lambda text, _: read.classroom50(text)["score"],
}
REFUSE_NOT_GRADED = {"classroom50", "coursera", "edx", "plain"}


def test_every_format_has_its_reader() -> None:
    assert set(FORMATS) == set(EXACT) | set(WHOLE)


def named(report: Report) -> Report:
    """The report under a name that a gradebook can hold."""
    student = Student("7", "alice", "alice@example.org")
    return report.model_copy(update={"submission": "alice", "student": student})


@pytest.mark.parametrize("name", sorted(EXACT))
@some
@given(report=graded_reports())
def test_the_total_is_the_mark(name: str, report: Report) -> None:
    text = format_named(name).write([named(report)], context())
    assert EXACT[name](text, report.max_score) == pytest.approx(mark(report), abs=0.006)


@pytest.mark.parametrize("name", sorted(WHOLE))
@some
@given(report=graded_reports())
def test_the_total_in_whole_points_is_the_nearest(name: str, report: Report) -> None:
    text = format_named(name).write([named(report)], context())
    assert abs(WHOLE[name](text, report.max_score) - mark(report)) <= 0.5


@pytest.mark.parametrize("name", sorted(REFUSE_NOT_GRADED))
def test_a_format_without_a_word_for_it_refuses_what_was_not_graded(name: str) -> None:
    with pytest.raises(BadInput, match="alice was not graded: the disk was full"):
        format_named(name).write([not_graded()], context())


@pytest.mark.parametrize(
    "name", sorted(name for name, one in FORMATS.items() if one.scope == "one")
)
def test_one_submission_and_no_other_number(name: str) -> None:
    for reports in ([], [simple(), simple("bob")]):
        with pytest.raises(BadInput, match="one submission"):
            format_named(name).write(reports, context())


@pytest.mark.parametrize("name", ["canvas", "moodle"])
def test_a_gradebook_of_nobody_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="no submission"):
        format_named(name).write([], context())


def test_an_unknown_format_names_those_there_are() -> None:
    with pytest.raises(BadInput, match=r"no format blackboard\..*canvas"):
        format_named("blackboard")
    with pytest.raises(BadInput, match=r"canvas, .*, canvas-feedback, moodle-feedback"):
        format_named("grades", FEEDBACK)


@pytest.mark.parametrize("name", sorted(FORMATS))
@some
@given(report=graded_reports())
def test_the_same_report_gives_the_same_text(name: str, report: Report) -> None:
    write = format_named(name).write
    assert write([named(report)], context()) == write([named(report)], context())
