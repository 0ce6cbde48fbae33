"""Files as `export` leaves them: one for all, or one each."""

from __future__ import annotations

import json
from pathlib import Path
import unicodedata

from grader.core.errors import BadInput
from grader.results.exports import format_named
from grader.results.exports.delivery import deliver, file_names, read_grades
from hypothesis import given
from hypothesis import strategies as st
import pytest

from tests.results.exports.strategies import context, not_graded, simple


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
    assert str(delivery.refused[0]).startswith("bob was not graded: the disk was full")


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    reports = [simple("../../x"), simple("..\\y"), simple("..")]
    delivery = deliver(format_named("plain"), reports, context(), tmp_path / "out")
    assert {path.parent for path in delivery.files} == {tmp_path / "out"}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "_.txt",
        "__.._x.txt",
        "__y.txt",
    ]


def test_names_that_would_be_one_file_are_told_apart(tmp_path: Path) -> None:
    """One student's odd name must not keep the others' marks from them."""
    reports = [simple(name) for name in ("jane?doe", "jane_doe", ".", "..", "bob")]
    delivery = deliver(format_named("plain"), reports, context(), tmp_path)
    assert len(set(delivery.files)) == len(reports) and not delivery.refused
    names = [path.name for path in delivery.files]
    assert all(name.startswith("jane_doe-") for name in names[:2])
    assert names[4] == "bob.txt"


def test_names_differ_on_every_system() -> None:
    alike = ["Zoë", "zoe\u0308", "ZOË", "a/b", "A_B", "con", "_CON", "x. ", "x__", "aux.py"]
    names = file_names(alike)
    assert len({unicodedata.normalize("NFD", name).casefold() for name in names}) == len(alike)
    assert not {name.casefold().split(".")[0] for name in names} & {"con", "aux"}
    assert not [name for name in names if name.endswith((".", " "))]


@given(st.lists(st.text("aA_?.: \u0301", max_size=4), unique=True, max_size=9))
def test_no_two_names_are_ever_one(submissions: list[str]) -> None:
    names = file_names(submissions)
    assert len({name.casefold() for name in names}) == len(submissions)


def test_a_name_made_to_be_another_s_with_its_suffix_is_told_apart_too() -> None:
    submissions = ["a?b", "a_b"]
    for _ in range(5):
        submissions += [name for name in file_names(submissions) if name not in submissions]
    assert len(set(file_names(submissions))) == len(submissions)


def test_grades_are_read_as_they_were_written(tmp_path: Path) -> None:
    reports = (simple("alice", wrong=("TODO3",)), not_graded(submission="bob"))
    grades = {
        "assignment": "Guided Grad-CAM",
        "submissions": [report.model_dump(mode="json") for report in reports],
    }
    (tmp_path / "grades.json").write_text(json.dumps(grades))
    assert read_grades(tmp_path) == ("Guided Grad-CAM", reports)


def test_two_submissions_of_one_name_are_no_grades(tmp_path: Path) -> None:
    submissions = [simple("alice").model_dump(mode="json")] * 2
    (tmp_path / "grades.json").write_text(
        json.dumps({"assignment": "", "submissions": submissions})
    )
    with pytest.raises(BadInput, match="was not written by"):
        read_grades(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", '{"assignment": "x"}', '{"submissions": [1]}'])
def test_what_is_not_a_grades_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "grades.json").write_text(text)
    with pytest.raises(BadInput, match="was not written by"):
        read_grades(tmp_path)


def test_a_folder_without_grades_says_to_grade_first(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Grade first"):
        read_grades(tmp_path)
