"""The commands that change marks: everywhere they are shown, signed, and to be taken back."""

from __future__ import annotations

from collections.abc import Sequence
import csv
import json
import os
from pathlib import Path
import subprocess
import sys

from grader.core.report import BlankReport, Report
from grader.results.exports.delivery import read_grades
from grader.results.folder import report_path, write_results
from grader.results.gradebook import Gradebook
from grader.results.html.report_page import ReportPages
import pytest

ROOT = Path(__file__).parents[2]
TITLE = "Guided Grad-CAM"


def report(name: str = "ann", scores: Sequence[float] = (20, 10)) -> Report:
    blanks = tuple(
        BlankReport(
            id=f"TODO{place}",
            score=score,
            max_score=20,
            status="right" if score == 20 else "wrong",
        )
        for place, score in enumerate(scores, 1)
    )
    total = sum(scores)
    return Report(
        submission=name, status="graded", score=total, max_score=40, blanks=blanks, key="k"
    )


def not_graded(name: str = "ann") -> Report:
    return Report(
        submission=name, status="not_graded", score=None, max_score=40, reason="broke", key="k"
    )


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    """A folder as `grade` leaves it."""
    out = tmp_path / "out"
    reports = [report("ann"), report("bob", (20, 20)), not_graded("cem")]
    with Gradebook.open(out, TITLE) as book:
        for each in reports:
            book.put(each)
    for each in reports:
        ReportPages(TITLE).write(report_path(out, each), each)
    write_results(reports, out, TITLE)
    return out


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    environment = {**os.environ, "COLUMNS": "160", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def grades(out: Path) -> dict[str, dict[str, str]]:
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


def test_a_mark_is_changed_everywhere_and_back(graded: Path) -> None:
    page = graded / "reports" / "ann.html"
    before = page.read_text()
    done = run("mark", graded, "ann", "--blank", "TODO2", "--score", "17.5", "--by", "Prof. <b>",
               "--note", "=1+1 <script>")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == "ann: TODO2 10 -> 17.5, 37.5 of 40 in all.\n"
    row = grades(graded)["ann"]
    assert (row["score"], row["TODO2"]) == ("37.5", "17.5")
    assert "TODO2: 17.5 points, instead of 10. =1+1 <script> (Prof. <b>, " in row["changes"]
    assert grades(graded)["bob"]["changes"] == ""
    _, exported = read_grades(graded)
    assert exported[0].score == 37.5
    told = page.read_text()
    assert "<strong>37.5</strong>" in told
    assert "<title>ann · 37.5 / 40 · " in told
    assert "instead of 10. =1+1 &lt;script&gt; (Prof. &lt;b&gt;, " in told
    assert "changed by hand" in (graded / "index.html").read_text()
    assert run("mark", graded, "ann", "--blank", "TODO2", "--undo").returncode == 0
    assert page.read_text() == before
    assert grades(graded)["ann"]["score"] == "30"
    listed = run("changes", graded).stdout
    assert "Prof. <b>" in listed
    assert "taken back" in listed


def test_late_penalties_come_from_a_table(graded: Path, tmp_path: Path) -> None:
    table = tmp_path / "late.csv"
    table.write_text("submission,penalty_percent\nann,50\nbob,0\n")
    done = run("late", graded, table, "--by", "prof")
    assert done.stdout == "1 of 2 late penalties are new or changed.\n", done.stderr
    assert grades(graded)["ann"]["score"] == "15"
    assert grades(graded)["ann"]["late_penalty_percent"] == "50"
    assert "<strong>15</strong>" in (graded / "reports" / "ann.html").read_text()
    assert "1 of 2" not in run("late", graded, table).stdout
    table.write_text("submission,penalty_percent\nann,0\n")
    run("late", graded, table)
    assert "<strong>30</strong>" in (graded / "reports" / "ann.html").read_text()


def test_a_note_and_a_regrade(graded: Path) -> None:
    assert run("note", graded, "cem", "Come and see me.", "--by", "prof").returncode == 0
    assert "Come and see me." in grades(graded)["cem"]["changes"]
    assert "Come and see me." in (graded / "reports" / "cem.html").read_text()
    done = run("regrade", graded, "ann", "--by", "prof", "--note", "crashed by chance")
    assert done.returncode == 0
    with Gradebook.open_existing(graded) as book:
        assert not book.is_done("ann", "k")
        assert book.is_done("bob", "k")
    assert grades(graded)["ann"]["score"] == "30"
    assert "crashed by chance" in grades(graded)["ann"]["changes"]
    assert "crashed by chance" in (graded / "reports" / "ann.html").read_text()


def test_who_is_forgotten_leaves_no_page(graded: Path, tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    for name in ("ann", "bob"):
        (tmp_path / "all" / f"{name}.py").write_text("x = 1")
    done = run("forget", graded, "--not-in", tmp_path / "all", "--by", "prof")
    assert done.stdout.startswith("1 forgotten, with their pages:\n  cem\n"), done.stderr
    assert run("forget", graded, "bob", "--note", "has left").returncode == 0
    assert grades(graded).keys() == {"ann"}
    assert [path.name for path in (graded / "reports").iterdir()] == ["ann.html"]
    assert "has left" in run("changes", graded, "bob").stdout


def test_the_pages_stay_in_their_language(graded: Path) -> None:
    with Gradebook.open_existing(graded) as book:
        book.keep_language("zh")
    assert run("note", graded, "ann", "Come.").returncode == 0
    assert 'lang="zh-CN"' in (graded / "index.html").read_text("utf-8")
    assert run("note", graded, "ann", "Now.", "--lang", "en").returncode == 0
    assert 'lang="en"' in (graded / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mark", "an", "--blank", "TODO1", "--score", "1"], "Did you mean ann?"),
        (["mark", "ann", "--blank", "TODO9", "--score", "1"], "The blanks are: TODO1, TODO2."),
        (
            ["mark", "ann", "--blank", "TODO1", "--score", "21"],
            "TODO1 is worth 0 to 20 points, not 21.",
        ),
        (["mark", "ann", "--blank", "TODO1", "--score", "nan"], "TODO1 is worth 0 to 20 points"),
        (["mark", "ann", "--blank", "TODO1"], "Give either --score or --undo."),
        (["mark", "cem", "--blank", "TODO1", "--score", "1"], "cem was not graded."),
        (["note", "ann", " "], "The note is empty."),
        (["regrade", "zoe"], "There is no submission 'zoe' in the gradebook."),
        (["forget"], "Give either names or --not-in."),
        (["forget", "ann", "--not-in", "tests"], "Give either names or --not-in."),
        (["forget", "ann", "zoe"], "There is no submission 'zoe' in the gradebook."),
        (["forget", "--not-in", "nowhere"], "nowhere is not a folder"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(graded: Path, arguments: list[str], said: str) -> None:
    before = (graded / "grades.json").read_bytes()
    done = run(arguments[0], graded, *arguments[1:])
    assert done.returncode == 2
    assert said in done.stderr
    assert (graded / "grades.json").read_bytes() == before
    assert json.loads(before)["submissions"][0]["score"] == 30


def test_what_cannot_be_marked_is_not_said_to_need_grading_again(graded: Path) -> None:
    with Gradebook.open_existing(graded) as book:
        book.put(
            Report(submission="dan", status="unreadable", score=None, max_score=40, reason="A PDF.")
        )
    done = run("mark", graded, "dan", "--blank", "TODO1", "--score", "1")
    assert done.returncode == 2
    assert "dan holds nothing that can be marked." in done.stderr
    assert "--unreadable zero" in done.stderr and "was not graded" not in done.stderr


def test_names_in_any_terminal(graded: Path) -> None:
    """Threat: all is done, and then a terminal that lacks a letter ends the command."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "grader", "note", str(graded), "ann", "好", "--by", "教授"]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stdout) == (0, b"ann: noted.\n"), done.stderr
    command = [sys.executable, "-m", "grader", "changes", str(graded)]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode == 0 and b"??" in done.stdout, done.stderr
