"""The machinery marks a subject that it has never heard of: through every command, unchanged."""

from __future__ import annotations

import json
import os
from pathlib import Path
import re
import shutil
import subprocess
import sys

from grader import ROOT
from grader.core.assignment import Assignment
from grader.goldens.catalogue import read_mistakes, read_right_answers
import pytest

POLYGONS = Path(__file__).parent / "polygons"


def grader(
    *words: object, cwd: Path, root: Path = ROOT, status: int = 0
) -> subprocess.CompletedProcess[str]:
    """The result of a command that ends with this status."""
    done = subprocess.run(
        [sys.executable, "-m", "grader", *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(root), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assignment, with its goldens made by the command."""
    folder = tmp_path_factory.mktemp("toy") / "polygons"
    shutil.copytree(POLYGONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "assignment.toml"
    said = grader("golden", "--assignment", path, cwd=folder).stdout
    assert "2 of 2 mistakes are caught." in said
    return path


def submission(assignment: Path, entry_id: str) -> bytes:
    """The file of who made an entry of the catalogue."""
    subject = Assignment.read(assignment).subject
    entries = (*read_mistakes(subject.catalogue), *read_right_answers(subject.catalogue))
    entry = next(entry for entry in entries if entry.id == entry_id)
    return entry.submission(subject.reference.read_text("utf-8"))


def test_goldens_are_verified(assignment: Path) -> None:
    said = grader("golden", "--verify", "--assignment", assignment, cwd=assignment.parent).stdout
    assert "2 identical to the last bit" in said


def test_mutants_show_what_the_cases_miss(assignment: Path, tmp_path: Path) -> None:
    words = "golden", "--mutants", "--assignment"
    said = grader(*words, assignment, cwd=assignment.parent).stdout
    assert re.search(r"\d+ mutants of the reference: \d+ rejected, \d+ equivalent", said)
    assert "0 survived" in said
    # With limits that let nearly everything pass, some survive.
    loose = tmp_path / "loose"
    shutil.copytree(assignment.parent, loose)
    goldens = next(loose.glob("*/manifest.json"))
    text = json.loads(goldens.read_text())
    for check in text["checks"]:
        check.update(ssim=-1.0, share=0.9)
    goldens.write_text(json.dumps(text))
    said = grader(*words, loose / "assignment.toml", cwd=loose, status=1).stdout
    assert "Survives: line" in said
    assert "add a case with another case" in said


def test_a_mistake_is_named_and_a_right_answer_has_full_marks(
    assignment: Path, tmp_path: Path
) -> None:
    for name, status in (("one_edge_missing", 1), ("backwards", 0)):
        (tmp_path / f"{name}.py").write_bytes(submission(assignment, name))
        words = "check", tmp_path / f"{name}.py", "--assignment", assignment, "--json"
        report = json.loads(grader(*words, cwd=tmp_path, status=status).stdout)
        (blank,) = report["blanks"]
        assert blank["score"] == (0 if status else 10)
        assert (blank["hint"] or {}).get("id") == (name if status else None)


def test_a_wrong_picture_that_nobody_knows_is_said_to_differ(
    assignment: Path, tmp_path: Path
) -> None:
    right = submission(assignment, "backwards").decode()
    (tmp_path / "half.py").write_text(right.replace("return 1 -", "return 0.5 *"))
    words = "check", tmp_path / "half.py", "--assignment", assignment
    assert "is not what is expected" in grader(*words, cwd=tmp_path, status=1).stdout


def test_a_folder_is_graded_and_the_reports_name_the_blank(
    assignment: Path, tmp_path: Path
) -> None:
    folder, out = tmp_path / "handed_in", tmp_path / "out"
    folder.mkdir()
    for name in ("one_edge_missing", "rows_for_columns", "backwards"):
        (folder / f"{name}.py").write_bytes(submission(assignment, name))
    grader("grade", folder, "--out", out, "--assignment", assignment, cwd=tmp_path)
    scores = {
        each["submission"]: each["score"]
        for each in json.loads((out / "grades.json").read_text())["submissions"]
    }
    assert scores == {"one_edge_missing": 0, "rows_for_columns": 0, "backwards": 10}
    page = (out / "reports" / "one_edge_missing.html").read_text("utf-8")
    assert "Filling" in page and "The filled polygon" in page
    assert "quadrilateral" not in page, "the name of a hidden case"
    export = tmp_path / "canvas.json"
    grader("export", "gradescope", "--from", out, "--out", export, cwd=tmp_path)


def test_the_kit_marks_by_itself_and_holds_no_solution(assignment: Path, tmp_path: Path) -> None:
    kit = tmp_path / "kit"
    grader("kit", kit, "--assignment", assignment, cwd=assignment.parent)
    files = {path.relative_to(kit).as_posix(): path for path in kit.rglob("*") if path.is_file()}
    assert not [name for name in files if "solution" in name or "mistakes/" in name]
    for path in files.values():
        data = path.read_bytes()
        assert b"quadrilateral" not in data and b"inside &=" not in data, path
    mine = tmp_path / "mine.py"
    mine.write_bytes(submission(assignment, "rows_for_columns"))
    words = "check", mine, "--json"
    report = json.loads(grader(*words, cwd=kit, root=kit, status=1).stdout)
    assert report["blanks"][0]["hint"]["id"] == "rows_for_columns"
