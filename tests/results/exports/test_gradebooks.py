"""Canvas and Moodle: whole classes, with rosters, read back by the importers' own rules."""

from __future__ import annotations

import csv
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.student import Student
from grader.results.exports import format_named
from grader.results.exports.common import mark
from grader.results.exports.delivery import deliver
from grader.results.exports.tables import cell
from hypothesis import given
from hypothesis import strategies as st
import pytest

from tests.results.exports import readers as read
from tests.results.exports.strategies import (
    context,
    graded_reports,
    not_graded,
    simple,
    some,
    texts,
)

CANVAS = (
    {"Student": "    Points Possible", "Guided Grad-CAM (77)": "100"},
    {"Student": "Doe, Jane", "ID": "12345", "SIS User ID": "0042", "SIS Login ID": "jane"},
    {"Student": "-Anna", "ID": "12346", "SIS User ID": "0043", "SIS Login ID": "anna"},
    {"Student": "Li, Wei", "ID": "12347", "SIS User ID": "0044", "SIS Login ID": "wei"},
)
CANVAS_HEADER = (
    "Student",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Section",
    "Guided Grad-CAM (77)",
    "Final Score",
)
ROSTER = tuple({name: row.get(name, "") for name in CANVAS_HEADER} for row in CANVAS[1:])
MOODLE = (
    {"First name": "Jane", "Last name": "Doe", "ID number": "", "Email address": "jane@x.org"},
    {"First name": "Wei", "Last name": "Li", "ID number": "0044", "Email address": "wei@x.org"},
)


def written(name: str, reports: list[Report], **more: object) -> str:
    return format_named(name).write(reports, context(**more))


# Canvas


@some
@given(reports=st.lists(graded_reports(), min_size=1, max_size=5))
def test_canvas_imports_whatever_students_are_called(reports: list[Report]) -> None:
    imported = read.canvas(written("canvas", reports))
    assert imported.grades == tuple(
        f"{mark(report):.2f}".rstrip("0").rstrip(".") for report in reports
    )
    assert (imported.title, imported.assignment_id) == ("Guided Grad-CAM", None)


@some
@given(title=texts)
def test_canvas_reads_the_title_or_the_export_refuses_it(title: str) -> None:
    try:
        text = written("canvas", [simple()], title=title)
    except BadInput:
        return
    imported = read.canvas(text)
    assert (imported.title, imported.assignment_id) == (cell(title), None)


def test_canvas_finds_students_by_id_login_name_or_download() -> None:
    names = ["jane", "annalastname_LATE_12346_9_student_template", "Li, Wei"]
    imported = read.canvas(written("canvas", [simple(name) for name in names], roster=ROSTER))
    assert [student["ID"] for student in imported.students] == ["12345", "12346", "12347"]
    assert imported.students[0]["SIS User ID"] == "0042"
    assert imported.students[1]["Student"] == "-Anna"
    assert (imported.title, imported.assignment_id) == ("Guided Grad-CAM", "77")


def test_canvas_shows_a_stranger_and_does_not_drop_him() -> None:
    imported = read.canvas(written("canvas", [simple("jane"), simple("bob")], roster=ROSTER))
    assert imported.students[1]["Student"] == imported.students[1]["SIS Login ID"] == "bob"
    assert imported.students[1]["ID"] == ""


def test_canvas_leaves_out_who_handed_nothing_in() -> None:
    imported = read.canvas(written("canvas", [simple("jane")], roster=ROSTER))
    assert len(imported.students) == 1


def test_canvas_gets_no_grade_where_nothing_was_graded() -> None:
    imported = read.canvas(written("canvas", [not_graded(), simple("bob")]))
    assert imported.grades == ("", "100")


def test_nobody_in_canvas_can_pose_as_the_row_of_full_marks() -> None:
    reports = [simple("Points Possible", wrong=("TODO1",)), simple("my Points Possible")]
    imported = read.canvas(written("canvas", reports))
    assert (imported.points, imported.grades) == ("100", ("80", "100"))


def test_canvas_takes_the_assignments_number() -> None:
    imported = read.canvas(written("canvas", [simple()], canvas_id="5"))
    assert (imported.title, imported.assignment_id, imported.points) == (
        "Guided Grad-CAM",
        "5",
        "100",
    )


@pytest.mark.parametrize("title", ["Homework (2)", "My Final Score", "Override Grade"])
def test_canvas_would_misread_some_titles(title: str) -> None:
    with pytest.raises(BadInput):
        written("canvas", [simple()], title=title)


@pytest.mark.parametrize(
    "columns",
    [
        ("Student", "ID", "Section"),
        ("Student", "ID", "SIS User ID", "Section"),
        ("Student", "ID", "SIS Login ID", "Section"),
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Root Account", "Section"),
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Section"),
        ("Student", "ID", "Integration ID", "Section"),
    ],
)
def test_canvas_understands_what_is_made_of_any_roster(columns: tuple[str, ...]) -> None:
    row = dict.fromkeys(columns, "x") | {"ID": "7", "Student": "jane"}
    imported = read.canvas(written("canvas", [simple("jane")], roster=(row,)))
    assert imported.students[0]["ID"] == "7"


def test_canvas_needs_a_roster_with_students_in_it() -> None:
    with pytest.raises(BadInput, match="no columns Student and ID"):
        written("canvas", [simple()], roster=({"Name": "jane"},))


# Moodle


@some
@given(reports=st.lists(graded_reports(), min_size=1, max_size=5))
def test_moodle_imports_what_is_named_well(reports: list[Report]) -> None:
    named = [one.model_copy(update={"submission": f"s{i}"}) for i, one in enumerate(reports)]
    text = written("moodle", named)
    grades = read.moodle(text, "Username", {one.submission for one in named}, "Guided Grad-CAM")
    assert list(grades.values()) == pytest.approx([mark(one) for one in named], abs=0.006)


@some
@given(name=texts)
def test_moodle_never_gets_a_row_without_a_user(name: str) -> None:
    try:
        text = written("moodle", [simple("alice"), simple(name)])
    except BadInput:
        return
    users = [row["Username"] for row in csv.DictReader(text.splitlines())]
    assert len(users) == 2
    assert not {"", "0"} & set(users)


def test_moodle_finds_students_and_uses_a_column_that_all_have() -> None:
    names = ["Jane Doe_1234567_assignsubmission_file_", "0044"]
    text = written("moodle", [simple(name) for name in names], roster=MOODLE)
    assert "ID number" not in text
    known = {"jane@x.org", "wei@x.org"}
    assert set(read.moodle(text, "Email address", known, "Guided Grad-CAM")) == known


@pytest.mark.parametrize("empty", ["", " ", "0", "\x00"])
def test_moodle_would_take_a_row_without_a_user_for_the_one_before(empty: str) -> None:
    with pytest.raises(BadInput, match="No column identifies"):
        written("moodle", [simple("alice"), simple(empty)])


def test_moodle_gets_a_dash_where_nothing_was_graded() -> None:
    text = written("moodle", [simple("bob"), not_graded()])
    grades = read.moodle(text, "Username", {"alice", "bob"}, "Guided Grad-CAM")
    assert grades == {"bob": 100.0, "alice": None}


def delivered(
    name: str, reports: list[Report], folder: Path, **more: object
) -> tuple[str, tuple[str, ...]]:
    """The file, and what is said of those who are not in it."""
    delivery = deliver(format_named(name), reports, context(**more), folder / "out.csv")
    return delivery.files[0].read_text("utf-8"), tuple(map(str, delivery.refused))


def test_moodle_would_refuse_all_for_one_stranger_so_only_strangers_are_left_out(
    tmp_path: Path,
) -> None:
    reports = [simple(n) for n in ("jane@x.org", "bob", "eve")]
    text, refused = delivered("moodle", reports, tmp_path, roster=MOODLE)
    assert refused == ("Not on the roster: bob, eve.",)
    assert list(read.moodle(text, "Email address", {"jane@x.org"}, "Guided Grad-CAM")) == [
        "jane@x.org"
    ]


def test_moodle_needs_a_column_that_tells_who_it_is() -> None:
    roster = ({"First name": "Jane", "Last name": "Doe"},)
    with pytest.raises(BadInput, match="No column identifies"):
        written("moodle", [simple("Jane Doe")], roster=roster)


def test_two_people_of_one_name_are_told_apart_by_their_number(tmp_path: Path) -> None:
    doe = {"Full name": "Jane Doe"}
    roster = (
        doe | {"Identifier": "Participant 11", "Email address": "j1@x.org"},
        doe | {"Identifier": "Participant 12", "Email address": "j2@x.org"},
    )
    by_number = simple("Jane Doe_12_assignsubmission_file_")
    text, refused = delivered("moodle", [by_number, simple("Jane Doe")], tmp_path, roster=roster)
    assert "j2@x.org" in text and "j1@x.org" not in text
    assert refused == ("Jane Doe may be any of 2 people on the roster: Jane Doe, Jane Doe.",)


def test_two_submissions_of_one_person_keep_nobody_else_back(tmp_path: Path) -> None:
    reports = [simple("jane"), simple("12345"), simple("0044")]
    text, refused = delivered("canvas", reports, tmp_path, roster=ROSTER)
    assert len(read.canvas(text).students) == 1
    assert len(refused) == 2 and "jane" in refused[0] and "12345" in refused[1]


def of(student: Student, report: Report | None = None) -> Report:
    report = report or simple(str(student.id))
    return report.model_copy(update={"student": student})


def test_without_a_roster_canvas_gets_the_number_of_its_own_download() -> None:
    (student,) = read.canvas(written("canvas", [of(Student("5091", "doejane"))])).students
    assert (student["Student"], student["ID"]) == ("doejane", "5091")


def test_without_a_roster_moodle_gets_no_file_that_it_would_refuse() -> None:
    with pytest.raises(BadInput, match="moodle-worksheet"):
        written("moodle", [of(Student("7001803", "Jane Doe"))])
    text = written("moodle", [of(Student("7001803", "Jane Doe", "jane@x.org"))])
    assert read.moodle(text, "Email address", {"jane@x.org"}, "Guided Grad-CAM")


# Cells


@pytest.mark.parametrize(
    "text",
    [
        *("-Anna", "- Anna-Lena O'Neil", "-\u0905\u093f\u0915", "Zoë;Kim", "Doe, Jane", "@anna99"),
        *("+4915112345", "-5", "00123", "12345", "+anna@example.org", "a=b", ""),
    ],
)
def test_honest_cells_stay_as_they_are(text: str) -> None:
    assert cell(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "=cmd|' /C calc'!A0", "+SUM(A1)", "-2+3+cmd|' /C calc'!A0", '@HYPERLINK("x")'),
        *("  =1", "\uff1d1+1", "\t=1", "\r=1", "=Anna"),
    ],
)
def test_formulas_become_text(text: str) -> None:
    assert cell(text).lstrip().startswith("'")


def test_a_formula_behind_a_semicolon_becomes_text() -> None:
    assert cell('Kim;=HYPERLINK("x")') == 'Kim;\'=HYPERLINK("x")'


def test_a_spreadsheet_that_splits_at_semicolons_finds_no_formula() -> None:
    text = written("canvas", [simple("Kim;=1+1;"), simple("=1+1")])
    cells = [value for row in csv.reader(text.splitlines(), delimiter=";") for value in row]
    assert not [value for value in cells if value.startswith("=")]
    assert all(line.startswith('"') and line.endswith('"') for line in text.splitlines())


@some
@given(text=texts)
def test_a_cell_is_one_line_and_cleaning_it_again_changes_nothing(text: str) -> None:
    assert not set(cell(text)) & set("\r\n\t\x00")
    assert cell(cell(text)) == cell(text)
