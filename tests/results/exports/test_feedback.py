"""What students read, and their grades, taken back by Moodle's and Canvas's own rules."""

from __future__ import annotations

import ast
import io
import json
from pathlib import Path
import zipfile

from grader.core.adjustments import Change, adjusted
from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.student import Student
from grader.results.exports import format_named
from grader.results.exports.delivery import counted, deliver, deliver_feedback
from grader.results.exports.feedback import FEEDBACK, HandedIn
import pytest

from tests.results.exports import readers as read
from tests.results.exports.strategies import POINTS, context, not_graded, simple

LATE = Change("7001", "late", "prof", "2026-01-02T03:04:05", new=10.0, note="A day late.")
WORKSHEET = {
    "Identifier": "Participant 7001",
    "Full name": "Jane Doe",
    "Email address": "jane@x.org",
    "Status": "Submitted for grading",
    "Grade": "",
    "Maximum grade": "100.00",
    "Grade can be changed": "Yes",
    "Last modified (submission)": "Friday, 20 November 2026, 11:59 PM",
    "Last modified (grade)": "-",
    "Feedback comments": "",
}


def of(number: str, name: str, report: Report | None = None) -> Report:
    report = report or simple(number)
    return report.model_copy(update={"submission": number, "student": Student(number, name)})


def unreadable(number: str, name: str = "Bo") -> Report:
    why = "It holds only report.pdf."
    report = Report(submission=number, status="unreadable", reason=why, score=None, max_score=100)
    return of(number, name, report)


def worksheet(reports: list[Report], folder: Path, **more: object) -> tuple[str, tuple[str, ...]]:
    out = folder / "worksheet.csv"
    delivery = deliver(format_named("moodle-worksheet"), reports, context(**more), out)
    return out.read_text("utf-8"), tuple(map(str, delivery.refused))


def test_moodle_s_own_worksheet_comes_back_filled_in(tmp_path: Path) -> None:
    """With the sum, and with why it is less: the student reads both."""
    late = adjusted(of("7001", "Jane Doe", simple("7001", wrong=("TODO3",))), [LATE])
    text, refused = worksheet([late], tmp_path, roster=(WORKSHEET,))
    row = read.moodle_worksheet(text, {"7001"}, 100)["7001"]
    assert row.grade == 67.5 and refused == ()
    assert row.feedback.startswith("Late: 10 % deducted, 67.5 instead of 75 points. A day late.")
    assert "<br>TODO3: 0 of 25 points. Wrong. x &gt; 0 is missing" in row.feedback
    header, line = text.splitlines()
    assert header == ",".join(f'"{name}"' for name in WORKSHEET)
    assert "Friday, 20 November 2026" in line


def test_a_worksheet_is_made_of_the_download_alone(tmp_path: Path) -> None:
    reports = [of("7001", "Jane Doe"), unreadable("7002"), simple("somebody")]
    text, refused = worksheet(reports, tmp_path)
    rows = read.moodle_worksheet(text, {"7001", "7002"}, 100)
    assert rows["7001"].grade == 100
    assert rows["7002"].grade is None and "It holds only report.pdf." in rows["7002"].feedback
    assert refused == ("somebody has no number of the platform.",)


def test_a_grade_above_the_maximum_would_be_skipped_without_a_word(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"maximum grade is 10, but the assignment has 100 points"):
        worksheet([of("7001", "Jane")], tmp_path, roster=({**WORKSHEET, "Maximum grade": "10.00"},))


def test_another_list_is_no_worksheet(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is not a grading worksheet"):
        worksheet([of("7001", "Jane")], tmp_path, roster=({"ID number": "7001", "Full name": "x"},))
    foreign = {"Note" if name == "Grade" else name: cell for name, cell in WORKSHEET.items()}
    with pytest.raises(BadInput, match="no column Grade"):
        worksheet([of("7001", "Jane")], tmp_path, roster=(foreign,))


def feedback(
    name: str, handed_in: list[tuple[Report, str]], folder: Path
) -> tuple[bytes, tuple[str, ...]]:
    given = []
    for report, origin in handed_in:
        page = folder / f"{report.submission}.html"
        page.write_text(f"the page of {report.submission}")
        given.append(HandedIn(report, origin, page))
    out = folder / "feedback.zip"
    delivery = deliver_feedback(FEEDBACK[name], given, context(), out)
    return out.read_bytes(), tuple(map(str, delivery.refused))


def test_moodle_gives_each_student_the_page(tmp_path: Path) -> None:
    odd = of("7002", "../a_b/~Ünal. ")
    handed_in = [(of("7001", "Jane Doe"), ""), (odd, ""), (simple("bob"), "")]
    content, refused = feedback("moodle-feedback", handed_in, tmp_path)
    found = read.moodle_feedback(content, {"7001", "7002"})
    assert found["7001"] == {"/report.html": b"the page of 7001"}
    assert found["7002"] == {"/report.html": b"the page of 7002"}
    assert refused == ("bob was not in a download of this platform, so it gets no feedback.",)


def test_canvas_gives_each_student_a_file_that_opens(tmp_path: Path) -> None:
    """Canvas gives it the name of what was handed in, whatever is in it."""
    wrong = of("5091", "doejane", simple("5091", wrong=("TODO3",)))
    handed_in = [
        (wrong, "doejane_5091_990169_student_template.py"),
        (of("5092", "lee"), "lee_LATE_5092_990170_work.ipynb"),
        (of("5093", "li"), "li_5093_990171_work.zip"),
        (unreadable("5094"), "bo_5094_990172_report.pdf"),
        (of("5095", "noor"), ""),
    ]
    content, refused = feedback("canvas-feedback", handed_in, tmp_path)
    files = {
        "5091": {"990169": "student_template.py"},
        "5092": {"990170": "work.ipynb"},
        "5093": {"990171": "work.zip"},
    }
    found = read.canvas_feedback(content, files)
    source = found["5091"]["student_template.py"].decode()
    assert ast.parse(source).body == []
    assert "# TODO3: 0 of 25 points. Wrong. x > 0 is missing" in source
    (cell,) = json.loads(found["5092"]["work.ipynb"])["cells"]
    assert cell["source"][0] == "    Total 100 of 100 points.\n"
    with zipfile.ZipFile(io.BytesIO(found["5093"]["work.zip"])) as inner:
        assert inner.read("report.html") == b"the page of 5093"
    assert [said.partition(" ")[0] for said in refused] == ["Bo", "noor"]
    assert "report.pdf" in refused[0]


def test_nobody_to_read_anything_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not in a download"):
        feedback("canvas-feedback", [(simple("bob"), "")], tmp_path)
    assert not (tmp_path / "feedback.zip").exists()


@pytest.mark.parametrize("name", ["canvas", "gradescope", "autolab", "moodle-worksheet"])
def test_what_cannot_be_marked_is_a_zero_only_when_it_is_said(name: str) -> None:
    reports = [unreadable("7002")]
    with pytest.raises(BadInput, match=r"\(1\): Bo\..*--unreadable zero"):
        counted(reports, "ask", POINTS)
    assert counted([simple()], "ask", POINTS) == (simple(),)
    write = format_named(name).write
    zero = write(counted(reports, "zero", POINTS), context())
    blank = write(counted(reports, "blank", POINTS), context())
    if name == "canvas":
        assert (read.canvas(zero).grades, read.canvas(blank).grades) == (("0",), ("",))
    elif name == "moodle-worksheet":
        grades = [read.moodle_worksheet(text, {"7002"}, 100)["7002"] for text in (zero, blank)]
        assert [row.grade for row in grades] == [0, None]
    elif name == "autolab":
        assert set(read.autolab(zero).values()) == {0}
        assert set(read.autolab(blank).values()) == {None}
    else:
        assert read.gradescope(zero)["score"] == 0
        with pytest.raises(ValueError, match="no score"):
            read.gradescope(blank)
    assert "Not filled in yet" not in zero
    if name == "moodle-worksheet":
        assert zero.count("It holds only report.pdf.") == 1
    if name != "canvas":
        assert "It holds only report.pdf." in zero and "It holds only report.pdf." in blank


def test_a_format_without_a_word_for_it_says_what_to_do() -> None:
    with pytest.raises(BadInput, match=r"nothing that can be marked.*--unreadable zero"):
        format_named("coursera").write([unreadable("7002")], context())


def test_what_the_grader_failed_on_is_never_counted() -> None:
    assert counted([not_graded()], "zero", POINTS) == (not_graded(),)
