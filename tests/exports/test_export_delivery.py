"""Files as `export` leaves them: one for all, or one each."""

from __future__ import annotations

import json
from pathlib import Path

from export_strategies import context, not_graded, simple
from grader.errors import BadInput
from grader.exports import format_named
from grader.exports.delivery import deliver, read_grades
import pytest


def test_one_submission_is_one_file(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "result.json"
    delivery = deliver(format_named("classroom50"), [simple()], context(), out)
    assert delivery.files == (out,)
    assert json.loads(out.read_text())["score"] == 100


def test_a_class_is_one_gradebook(tmp_path: Path) -> None:
    out = tmp_path / "canvas.csv"
    reports = [simple("alice"), not_graded(submission="bob")]
    assert deliver(format_named("canvas"), reports, context(), out).files == (out,)
    assert out.read_text().count("\n") == 4


def test_one_that_is_refused_does_not_keep_the_others_back(tmp_path: Path) -> None:
    reports = [simple("alice"), not_graded(submission="bob"), simple("carol")]
    delivery = deliver(format_named("plain"), reports, context(), tmp_path)
    assert [path.name for path in delivery.files] == ["alice.txt", "carol.txt"]
    assert len(delivery.refused) == 1
    assert delivery.refused[0].startswith("bob was not graded: the disk was full")


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    reports = [simple("../../x"), simple("..\\y"), simple("..")]
    delivery = deliver(format_named("plain"), reports, context(), tmp_path / "out")
    assert {path.parent for path in delivery.files} == {tmp_path / "out"}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "_.txt",
        "__.._x.txt",
        "__y.txt",
    ]


def test_two_of_one_name_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Two submissions would be written"):
        deliver(format_named("plain"), [simple("a/b"), simple("a_b")], context(), tmp_path)
    assert not list(tmp_path.iterdir())


def test_grades_are_read_as_they_were_written(tmp_path: Path) -> None:
    reports = (simple("alice", wrong=("TODO3",)), not_graded())
    grades = {
        "assignment": "Guided Grad-CAM",
        "submissions": [report.model_dump(mode="json") for report in reports],
    }
    (tmp_path / "grades.json").write_text(json.dumps(grades))
    assert read_grades(tmp_path) == ("Guided Grad-CAM", reports)


@pytest.mark.parametrize("text", ["", "[]", '{"assignment": "x"}', '{"submissions": [1]}'])
def test_what_is_not_a_grades_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "grades.json").write_text(text)
    with pytest.raises(BadInput, match="is not what"):
        read_grades(tmp_path)


def test_a_folder_without_grades_says_to_grade_first(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Grade first"):
        read_grades(tmp_path)
