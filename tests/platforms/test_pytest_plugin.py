"""The blanks as tests of pytest: what lies beside a submission is never run."""

from __future__ import annotations

from pathlib import Path
import shutil
import subprocess
import sys

import pytest

from tests.kit_assignment import ROOT, environment

NOT_GRADED = """
import grader.cli.pytest_plugin
from grader.marking.tries import Graded
from grader.core.report import Report
report = Report(submission="work", status="not_graded", reason="no disk", score=None, max_score=100)
grader.cli.pytest_plugin.mark_one = lambda submission, ready, machine: Graded(report, {})
"""


@pytest.fixture
def blanks(small_assignment: Path, tmp_path: Path):
    """Runs pytest with the plugin, from the project's root."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        plugin = [sys.executable, "-m", "pytest", "-p", "grader.cli.pytest_plugin", "-q"]
        command = [*plugin, *map(str, arguments), f"--assignment={small_assignment}"]
        own = environment() | {"PYTHONPATH": str(tmp_path / "own")}
        return subprocess.run(
            command, cwd=ROOT, env=own, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A right submission, among files that each leave a mark when they are run."""
    folder = tmp_path / "handed_in"
    folder.mkdir()
    shutil.copy(ROOT / "reference_solution.py", folder / "student_template.py")
    for name in ("conftest.py", "__init__.py", "test_mine.py", "evil.py"):
        ran = tmp_path / "ran" / name
        (folder / name).write_text(f"import pathlib\npathlib.Path({str(ran)!r}).write_text('')\n")
    (folder / "pytest.ini").write_text("[pytest]\npythonpath = .\naddopts = -p evil\n")
    (folder / "tests").mkdir()
    shutil.copy(folder / "conftest.py", folder / "tests" / "conftest.py")
    (tmp_path / "ran").mkdir()
    return folder


def test_each_blank_is_a_test(blanks, tmp_path: Path) -> None:
    work = tmp_path / "work.py"
    source = (ROOT / "reference_solution.py").read_text("utf-8")
    work.write_text(source.replace("(x > 0) & (grad > 0)", "grad > 0"), "utf-8")
    done = blanks(f"--submission={work}")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "2 failed, 3 passed" in done.stdout
    assert "TODO1: wrong, 0 of 20 points." in done.stdout


@pytest.mark.parametrize("name", ["student_template.py", ""])
def test_nothing_beside_a_submission_is_run(blanks, hostile: Path, name: str) -> None:
    done = blanks(f"--submission={hostile / name}")
    assert [path.name for path in (hostile.parent / "ran").iterdir()] == []
    assert "5 passed" in done.stdout, done.stdout + done.stderr


def test_a_path_that_pytest_would_read_beside_is_refused(blanks, tmp_path: Path) -> None:
    work = tmp_path / "work.py"
    shutil.copy(ROOT / "reference_solution.py", work)
    done = blanks("--submission", work)
    assert done.returncode == 4 and "--submission=FILE" in done.stderr


def test_what_cannot_be_marked_is_a_sentence(blanks, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path, status in ((tmp_path / "empty", 2), (tmp_path / "mistyped.py", 4)):
        done = blanks(f"--submission={path}")
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr


def test_a_grader_that_failed_is_an_error_and_no_failure(blanks, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "no_disk.py").write_text(NOT_GRADED)
    shutil.copy(ROOT / "reference_solution.py", tmp_path / "work.py")
    done = blanks("-p", "no_disk", f"--submission={tmp_path / 'work.py'}")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "5 errors" in done.stdout and "failed" not in done.stdout.splitlines()[-1]
    assert "Not graded, through no fault of the submission: no disk" in done.stdout
