"""The walk of the README: an assignment of another scene, other classes and another network."""

from __future__ import annotations

import os
from pathlib import Path
import re
import subprocess
import sys

from grader.goldens.catalogue import read_mistakes
import pytest

from tests import CATALOGUE, REFERENCE
from tests.gradcam.own_assignment import (
    MORE_CASES,
    ONE_CASE,
    copy_assignment,
    write_network,
    write_scene,
)

pytestmark = pytest.mark.slow


def grader(*arguments: object) -> tuple[int, str]:
    """Exit status of a command, and what it printed, on one line."""
    done = subprocess.run(
        [sys.executable, "-m", "grader", *map(str, arguments)],
        cwd=REFERENCE.parent,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, " ".join(f"{done.stdout} {done.stderr}".split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a network and a scene that are not in the repository."""
    write_network(tmp_path)
    write_scene(tmp_path)
    return tmp_path


def test_an_own_assignment_takes_a_copy_and_golden(folder: Path) -> None:
    # One case, of the best class, is not enough, and what is missing is said.
    assignment = copy_assignment(folder, ONE_CASE)
    status, said = grader("golden", "--assignment", assignment)
    assert status == 1
    assert "The softmax of its last layer, scores, is removed" in said
    assert "Not caught: cam_best_class, a mistake in TODO4, by a public case" in said
    assert "For TODO4, add a case with a class whose map is zero everywhere" in said

    assignment = copy_assignment(folder, ONE_CASE + MORE_CASES)
    status, said = grader("golden", "--assignment", assignment)
    count = len(read_mistakes(CATALOGUE))
    assert (status, f"{count} of {count} mistakes are caught." in said) == (0, True), said
    status, said = grader("golden", "--verify", "--assignment", assignment)
    assert status == 0 and re.search(r"(\d+) goldens: \1 identical to the last bit", said), said

    status, said = grader(
        "check", REFERENCE, "--assignment", assignment, "--html", folder / "a.html"
    )
    assert status == 0, said
    wrong = next(mistake for mistake in read_mistakes(CATALOGUE) if mistake.id == "cam_no_relu")
    submission = folder / "mine.py"
    submission.write_bytes(wrong.submission(REFERENCE.read_text("utf-8")))
    status, said = grader("check", submission, "--assignment", assignment)
    assert (status, wrong.hint in said) == (1, True), said


def test_a_sample_of_the_mistakes_says_that_it_is_one(folder: Path) -> None:
    assignment = copy_assignment(folder, ONE_CASE + MORE_CASES)
    status, said = grader("golden", "--quick", "--assignment", assignment)
    assert (status, "32 of 32 mistakes are caught." in said) == (0, True), said
    assert "a sample of 1 in 8: run it again without --quick before you mark." in said
