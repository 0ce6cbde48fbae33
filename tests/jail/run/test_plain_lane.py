"""Where nothing can be forked, one mistake costs no more than anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
import subprocess
import sys

from grader.core.report import Report
from grader.core.submission import Submission
from grader.marking.grader import Grader
from grader.marking.session import GraderPool, ReadyAssignment
import pytest

from tests import REFERENCE

LINUX_ONLY = ("pyseccomp", "py_landlock", "fcntl", "resource", "termios")
HONEST = REFERENCE.read_text("utf-8")
LOOP = """
def get_class_saliency(model, image, class_index):
    while True:
        pass
"""
EXIT = """
def gg_relu(x):
    import os
    os._exit(0)
"""


@pytest.fixture(scope="module")
def graders(small_assignment: Path) -> Iterator[list[Grader]]:
    """Two, as another platform has them, with seconds enough to answer and few enough to wait."""
    hasty = small_assignment.with_name("hasty.toml")
    hasty.write_text(small_assignment.read_text().replace("\nseconds = 60", "\nseconds = 12"))
    ready = ReadyAssignment.open(hasty)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "platform", "darwin")
        pool = GraderPool(ready, None, 2)
    with pool:
        yield pool.graders


def test_a_student_s_check_runs_on_another_system(small_assignment: Path, tmp_path: Path) -> None:
    script = f"""
import os, sys, sysconfig
sysconfig.get_config_vars()  # of this system
import cv2, numpy, pydantic, rich.console
for name in {LINUX_ONLY!r}:
    sys.modules[name] = None
sys.platform = "darwin"
del os.fchmod
from grader.cli.main import main
sys.argv[1:] = {["check", str(REFERENCE), "--assignment", str(small_assignment)]!r}
sys.argv[1:] += ["--html", {str(tmp_path / "report.html")!r}]
main()
"""
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "100 / 100" in done.stdout and "Student code is not confined" in done.stderr
    assert (tmp_path / "report.html").exists()


def statuses(report: Report) -> dict[str, str]:
    return {blank.id: blank.status for blank in report.blanks}


def test_a_right_answer_has_full_marks_from_each_grader(graders: list[Grader]) -> None:
    for grader in graders:
        assert list(grader.workers) == ["plain"]
        report = grader.grade(Submission("alice", HONEST.encode())).report
        assert report.full_marks, report


def test_a_process_that_ends_and_one_that_never_does_cost_one_blank_each(
    graders: list[Grader],
) -> None:
    report = graders[0].grade(Submission("bob", (HONEST + LOOP + EXIT).encode())).report
    found = statuses(report)
    assert found.pop("PIPELINE") in ("timed_out", "crashed"), "it is made of all blanks"
    assert found == {"TODO1": "crashed", "TODO2": "right", "TODO3": "timed_out", "TODO4": "right"}
    hint = report.blanks[0].hint
    assert hint is not None and "signal 0" not in hint.text
