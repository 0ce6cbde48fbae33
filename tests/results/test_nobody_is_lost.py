"""An instructor's week: whatever folder is graded when, everybody keeps one row and one page."""

from __future__ import annotations

import csv
import json
from pathlib import Path
import re
from urllib.parse import unquote

from grader.cli.commands import gradebook, late
from grader.cli.terminal import show_marks
from grader.core.errors import BadInput
from grader.core.language import ENGLISH, find_language
from grader.core.report import BlankReport, Report
from grader.core.student import Student
from grader.results.exports import ExportContext, format_named
from grader.results.exports.delivery import deliver, read_grades
from grader.results.gradebook import Gradebook
import pytest
from rich.console import Console

from tests.marking.fake_grading import Instructor


def edit(folder: Path) -> gradebook.Edit:
    """By the same instructor, for the same reason, at the same time."""
    return gradebook.Edit(folder, "prof", "why", at="2026-01-02T03:04:05+00:00")


@pytest.fixture
def prof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Instructor:
    return Instructor(tmp_path, monkeypatch)


def everybody(out: Path) -> dict[str, float | None]:
    """Each one's score: everything in the folder, and every export, holds the same people."""
    grades = json.loads((out / "grades.json").read_text("utf-8"))["submissions"]
    scores = {each["submission"]: each["score"] for each in grades}
    assert len(scores) == len(grades), "nobody is doubled"
    with (out / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = {row["submission"]: row["score"] for row in csv.DictReader(file)}
    assert rows == {name: "" if mark is None else f"{mark:g}" for name, mark in scores.items()}
    assert {path.stem for path in (out / "reports").iterdir()} == scores.keys()
    for name, score in scores.items():
        page = (out / "reports" / f"{name}.html").read_text("utf-8")
        assert ("Not graded yet" in page) is (score is None)
        assert score is None or f"<strong>{score:g}</strong>" in page
    links = re.findall(r'<th scope="row"><a href="reports/(.*?)\.html">', _class_page(out))
    assert sorted(map(unquote, links)) == sorted(scores)
    title, reports = read_grades(out)
    context = ExportContext.model_validate(
        {"title": title, "generated_at": "2026-01-02T03:04:05+00:00"}
    )
    deliver(format_named("canvas"), reports, context, out.parent / "canvas.csv")
    exported = (out.parent / "canvas.csv").read_text().splitlines()[2:]
    assert len(exported) == len(scores)
    with Gradebook.open_existing(out) as book:
        assert {report.submission: report.score for report in book.reports()} == scores
    return scores


def _class_page(out: Path) -> str:
    return (out / "index.html").read_text("utf-8")


def test_an_instructors_week(prof: Instructor, capsys: pytest.CaptureFixture[str]) -> None:
    out = prof.out
    prof.hand_in("monday", ann="20 10", bob="20 20", cem="0 0")
    assert prof.grade("monday") == 0
    assert everybody(out) == {"ann": 30, "bob": 40, "cem": 0}
    gradebook.mark(edit(out), "cem", "TODO1", 5, undo=False)

    prof.hand_in("tuesday", dan="20 0")
    assert prof.grade("tuesday") == 0
    said = capsys.readouterr().out
    assert f"In {out}, but not in {prof.place / 'tuesday'}: 3. Their results are kept" in said
    assert f"forget {out} --not-in {prof.place / 'tuesday'}" in said
    assert "earlier version" not in said
    assert everybody(out) == {"ann": 30, "bob": 40, "cem": 5, "dan": 20}

    # Another class in the assignment: who is graded by it, and who is not yet, is said.
    prof.assignment.version = "2"
    prof.hand_in("wednesday", bob="20 0", eve="0 20")
    assert prof.grade("wednesday") == 0
    assert "3 of them were graded by an earlier version" in capsys.readouterr().out
    assert everybody(out) == {"ann": 30, "bob": 20, "cem": 5, "dan": 20, "eve": 20}
    assert "Marked by an earlier version" in _class_page(out)
    gradebook.note(edit(out), "ann")
    assert "Marked by an earlier version" in _class_page(out), "whatever else is changed"
    prof.hand_in("all", ann="20 10", bob="20 0", cem="0 0", dan="20 0", eve="0 20")
    prof.assignment.graded.clear()
    assert prof.grade("all") == 0
    assert prof.assignment.graded == ["ann", "cem", "dan"]
    assert "Marked by an earlier version" not in _class_page(out)
    assert "but not in" not in capsys.readouterr().out

    gradebook.regrade(edit(out), "ann")
    assert "why (prof, 2026-01-02)" in (out / "reports" / "ann.html").read_text()
    prof.assignment.graded.clear()
    assert prof.grade("all") == 0
    assert prof.assignment.graded == ["ann"]
    assert everybody(out) == {"ann": 30, "bob": 20, "cem": 5, "dan": 20, "eve": 20}

    capsys.readouterr()
    gradebook.forget(edit(out), ["cem"])
    gradebook.forget(edit(out), [], prof.place / "wednesday")
    said = capsys.readouterr().out
    assert "1 forgotten, with their pages:\n  cem\n" in said
    assert "2 forgotten, with their pages:\n  ann\n  dan\n" in said
    assert everybody(out) == {"bob": 20, "eve": 20}
    gradebook.show_changes(out, "cem")
    assert "forget" in capsys.readouterr().out

    # Forgotten by mistake: all is as it was.
    assert prof.grade("all") == 0
    assert everybody(out) == {"ann": 30, "bob": 20, "cem": 5, "dan": 20, "eve": 20}


def test_what_is_stopped_is_a_row_without_a_mark(prof: Instructor) -> None:
    prof.hand_in("monday", ann="20 10", bob="20 20", cem="0 20")
    prof.assignment.stop_at = "bob"
    assert prof.grade("monday") == 130
    assert everybody(prof.out) == {"ann": 30, "bob": None, "cem": None}
    prof.assignment.stop_at = ""
    assert prof.grade("monday") == 0
    prof.hand_in("monday", ann="0 0", bob="20 20", cem="20 20")
    prof.assignment.stop_at = "cem"
    assert prof.grade("monday") == 130
    assert everybody(prof.out) == {"ann": 0, "bob": 40, "cem": None}
    # Neither another change nor another folder brings the old mark back.
    gradebook.note(edit(prof.out), "cem")
    prof.hand_in("tuesday", dan="20 0")
    assert prof.grade("tuesday") == 0
    assert everybody(prof.out) == {"ann": 0, "bob": 40, "cem": None, "dan": 20}
    assert "It is waiting to be graded." in (prof.out / "grades.csv").read_text()


def test_what_has_lost_its_page_is_graded_again(prof: Instructor) -> None:
    prof.hand_in("monday", ann="20 10", bob="20 20")
    prof.grade("monday")
    (prof.out / "reports" / "ann.html").unlink()
    prof.assignment.graded.clear()
    assert prof.grade("monday") == 0
    assert prof.assignment.graded == ["ann"]
    assert everybody(prof.out) == {"ann": 30, "bob": 40}


def test_a_penalty_is_set_and_taken_back_while_there_is_no_mark(
    prof: Instructor, capsys: pytest.CaptureFixture[str]
) -> None:
    prof.hand_in("monday", ann="20 20", bob="20 20")
    prof.assignment.fails_on = ("ann", "bob")
    assert prof.grade("monday") == 1
    table = prof.place / "late.csv"
    for percent, told in (("50", 50), ("0", 0), ("25", 25)):
        table.write_text(f"submission,penalty_percent\nann,{percent}\n")
        capsys.readouterr()
        late.late(edit(prof.out), table)
        assert capsys.readouterr().out.startswith("1 of 1 late penalties are new")
        with (prof.out / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
            assert next(csv.DictReader(file))["late_penalty_percent"] == str(told)
    prof.assignment.fails_on = ()
    assert prof.grade("monday") == 0
    assert everybody(prof.out) == {"ann": 30, "bob": 40}


def test_a_mark_is_taken_back_while_there_is_none(prof: Instructor) -> None:
    prof.hand_in("monday", ann="20 10")
    prof.grade("monday")
    gradebook.mark(edit(prof.out), "ann", "TODO2", 15, undo=False)
    prof.assignment.version, prof.assignment.fails_on = "2", ("ann",)
    prof.grade("monday")
    gradebook.mark(edit(prof.out), "ann", "TODO2", None, undo=True)
    with pytest.raises(BadInput, match="was not graded"):
        gradebook.mark(edit(prof.out), "ann", "TODO2", None, undo=True)
    prof.assignment.fails_on = ()
    prof.grade("monday")
    assert everybody(prof.out) == {"ann": 30}


def test_a_latecomer_s_copy_of_early_work_is_seen(prof: Instructor) -> None:
    prof.hand_in("monday", ann="20 10", bob="20 20")
    words = " ".join(f"x{number} = {number};" for number in range(60))
    (prof.place / "monday" / "ann.py").write_text(f"# 20 10\ndef gg_relu(x):\n    {words}\n")
    prof.grade("monday")
    late = prof.hand_in("tuesday", dan="20 10")
    (late / "dan.py").write_text(f"# 20 0\ndef gg_relu(x):\n    {words}\n")
    prof.grade("tuesday")
    with Gradebook.open_existing(prof.out) as book:
        assert book.groups() == [["ann", "dan"]] or book.groups() == [["dan", "ann"]]
    gradebook.forget(edit(prof.out), ["ann"])
    assert "Nearly the same" not in _class_page(prof.out)


def test_all_are_never_forgotten_by_a_wrong_folder(prof: Instructor) -> None:
    prof.hand_in("monday", ann="20 10", bob="20 20")
    prof.grade("monday")
    other = prof.hand_in("another course", zoe="0 0")
    with pytest.raises(BadInput, match="None of the 2 submissions"):
        gradebook.forget(edit(prof.out), [], other)
    with pytest.raises(BadInput, match="no submission 'zoe'"):
        gradebook.forget(edit(prof.out), ["ann", "zoe"])
    assert everybody(prof.out) == {"ann": 30, "bob": 40}


def test_results_among_the_submissions_are_refused(prof: Instructor) -> None:
    """The next run would mark them as a student."""
    prof.hand_in("monday", ann="20 10")
    prof.out = prof.place / "monday" / "out"
    with pytest.raises(BadInput, match="is inside"):
        prof.grade("monday")
    assert [path.name for path in (prof.place / "monday").iterdir()] == ["ann.py"]


def test_pages_stay_in_their_language(prof: Instructor) -> None:
    prof.hand_in("monday", ann="20 10")
    prof.grade("monday", find_language("zh", {}))
    language = find_language("", {"LANG": "en_US.UTF-8"})
    assert language is ENGLISH
    with gradebook.editing(prof.out, "prof", "why", "") as kept:
        gradebook.note(kept, "ann")
    assert '<html lang="zh-CN">' in _class_page(prof.out)
    with gradebook.editing(prof.out, "prof", "why", "en") as asked:
        assert asked.language is ENGLISH


def test_who_hands_in_again_on_canvas_keeps_the_row(prof: Instructor) -> None:
    """Canvas gives a new file a new number: it made another row, without what had been changed."""
    prof.hand_in("monday", doejane_12345_67890_work="20 10", leesam_12346_67891_work="0 0")
    assert prof.grade("monday") == 0
    gradebook.note(edit(prof.out), "doejane_12345")
    prof.hand_in("tuesday", doejane_LATE_12345_67999_final="20 20", leesam_12346_67891_work="0 0")
    assert prof.grade("tuesday") == 0
    assert everybody(prof.out) == {"12345": 40, "12346": 0}
    assert "why (prof, 2026-01-02)" in (prof.out / "reports" / "12345.html").read_text()


def test_a_name_can_be_written_as_on_the_platform(
    prof: Instructor, capsys: pytest.CaptureFixture[str]
) -> None:
    """Joiners cannot be seen: who copies a name from the platform has them, grades.csv has not."""
    name, kept = "علی\N{ZERO WIDTH NON-JOINER}رضا", "علیرضا"
    prof.hand_in("monday", **{name: "20 10", "bob": "0 0"})
    assert prof.grade("monday") == 0
    gradebook.mark(edit(prof.out), name, "TODO1", 5, undo=False)
    gradebook.note(edit(prof.out), name)
    gradebook.regrade(edit(prof.out), name)
    table = prof.place / "late.csv"
    table.write_text(f"submission,penalty_percent\n{name},20\n", encoding="utf-8")
    late.late(edit(prof.out), table)
    gradebook.show_changes(prof.out, name)
    assert capsys.readouterr().out.count("2026-01-02") == 4
    prof.assignment.graded.clear()
    assert prof.grade("monday") == 0
    assert prof.assignment.graded == [kept]
    assert everybody(prof.out) == {kept: 12, "bob": 0}
    gradebook.forget(edit(prof.out), [name, kept])
    assert everybody(prof.out) == {"bob": 0}


def test_wrong_paths_are_called_what_they_are(prof: Instructor) -> None:
    prof.hand_in("monday", ann="20 10")
    assert prof.grade("monday") == 0
    missing = prof.place / "late.csv"
    with pytest.raises(BadInput, match=rf"^{re.escape(str(missing))} cannot be read: No such file"):
        late.late(edit(prof.out), missing)
    prof.out = prof.place / "notes.txt"
    prof.out.write_text("x")
    with pytest.raises(BadInput, match="is not a folder"):
        prof.grade("monday")


def test_what_cannot_be_marked_is_named_in_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In the table a wrong upload looks like a bad answer."""
    why = "There is no Python file and no notebook, only report.pdf."
    student = Student(name="Ann Lee")
    pdf = Report(
        submission="7001",
        student=student,
        status="unreadable",
        reason=why,
        score=None,
        max_score=20,
    )
    wrong = BlankReport(id="TODO1", status="wrong", score=0, max_score=20)
    bob = Report(submission="bob", status="graded", score=0, max_score=20, blanks=(wrong,))
    for language, words in (
        (ENGLISH, "Nothing that can be marked, so no score: 1."),
        (find_language("zh", {}), "没有可评分的内容"),
    ):
        show_marks(Console(width=80), [pdf, bob], language)
        printed = capsys.readouterr().out
        assert words in printed
        assert "  Ann Lee: " in printed
        assert "  bob: " not in printed


def test_a_score_that_another_folder_changes_is_said(
    prof: Instructor, capsys: pytest.CaptureFixture[str]
) -> None:
    """Monday's folder graded again after Tuesday's took marks back without a word."""
    prof.hand_in("monday", ann="0 0", bob="20 20")
    assert prof.grade("monday") == 0
    prof.hand_in("tuesday", ann="20 10", cem="0 20")
    assert "Scores that changed" not in capsys.readouterr().out
    assert prof.grade("tuesday") == 0
    assert "Scores that changed: 1.\n  ann: 0 -> 30\n" in capsys.readouterr().out
    assert prof.grade("monday") == 0
    assert "Scores that changed: 1.\n  ann: 30 -> 0\n" in capsys.readouterr().out
    assert prof.grade("monday") == 0
    assert "Scores that changed" not in capsys.readouterr().out
