"""What holds on machines with fewer protections, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
import json
import os
from pathlib import Path
import shutil
import sys
import tempfile
from types import SimpleNamespace
from typing import cast

import grader.cli.commands.check
import grader.cli.commands.doctor
from grader.cli.commands.doctor import verdict, why_no_grading
from grader.cli.pytest_plugin import MACHINE, pytest_report_header
from grader.core.errors import BadInput
from grader.core.language import ENGLISH
from grader.gradcam.subject import Explaining
from grader.jail.proof.protections import (
    FOR_STRANGERS,
    LANDLOCK,
    LIMITS,
    OTHER_USER,
    PREVENTS,
    SCRATCH,
    SECCOMP,
    Machine,
)
from grader.marking.confining import refuse_strangers, unprotected
import grader.marking.mark_one
from grader.marking.session import ReadyAssignment
import pytest

from tests import REFERENCE
from tests.kit_assignment import ROOT
from tests.marking.degraded import (
    DOCKER,
    all_holding,
    as_nobody,
    as_root,
    public_python,
    run,
    virtual_environment,
    with_capabilities,
    without,
    without_calls,
)

READS = """
try:
    open({secret!r}).read()
except OSError:
    pass
else:
    raise SystemExit
"""
FILLS_THE_DISK = """
import mmap, os, time
kept, right = [], gg_relu
def gg_relu(x):
    # Files that have no name and are open nowhere, but are still there.
    for number in range(200):
        with open(f"file{number}", "w+b") as file:
            file.write(bytes(1 << 20))
            kept.append(mmap.mmap(file.fileno(), 1 << 20))
        os.unlink(f"file{number}")
    time.sleep(2)
    return right(x)
"""


@pytest.fixture(scope="module")
def public() -> Iterator[Path]:
    """A folder that every user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="degraded-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def python(public: Path) -> Path:
    return public_python(public)


@pytest.fixture(scope="module")
def packs(public: Path, python: Path, small_assignment: Path) -> Path:
    """The packs for Docker and Gradescope, as open as they come."""
    for name, out in (("docker", "docker"), ("gradescope", "gradescope.zip")):
        made = run(
            [python, "-m", "grader", "pack", name, public / out, "--assignment", small_assignment],
            ROOT,
        )
        assert made.returncode == 0, made.stderr
    return public


@pytest.fixture
def closed(packs: Path) -> Iterator[Path]:
    """Docker's pack as its Dockerfile leaves it: for root alone."""
    folder = packs / "closed"
    shutil.copytree(packs / "docker", folder)
    _close(folder)
    yield folder
    shutil.rmtree(folder)


def _close(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode & 0o700)


@pytest.fixture
def submissions(packs: Path, tmp_path: Path) -> Path:
    """One right, one wrong in TODO1, and one that attacks in it."""
    folder = tmp_path / "submissions"
    folder.mkdir()
    right = REFERENCE.read_text("utf-8")
    (folder / "right.py").write_text(right)
    (folder / "wrong.py").write_text(f"{right}\ndef gg_relu(x): return x\n")
    attack = READS.format(secret=str(packs / "closed" / GOLDENS)) + FILLS_THE_DISK
    (folder / "attack.py").write_text(right + attack)
    return folder


def _marks(out: Path) -> dict[str, tuple[str, float | None]]:
    grades = json.loads((out / "grades.json").read_text())["submissions"]
    return {each["submission"]: (each["status"], each["score"]) for each in grades}


GOLDENS = "expected_outputs/manifest.json"
EXPECTED = {"right": ("graded", 100), "wrong": ("graded", 70), "attack": ("graded", 70)}


@as_root
def test_a_closed_pack_grades_with_docker_s_capabilities(
    closed: Path, python: Path, submissions: Path, tmp_path: Path
) -> None:
    command = [*with_capabilities(DOCKER), python, "-m", "grader"]
    out = tmp_path / "out"
    done = run([*command, "grade", submissions, "--out", out, "--workers", "2"], closed)
    assert done.returncode == 0, done.stderr + done.stdout
    assert f"Not by {SCRATCH}" in done.stdout
    assert _marks(out) == EXPECTED
    said = run([*command, "doctor"], closed).stdout.splitlines()[-1]
    assert said.startswith("`grade` runs here") and SCRATCH in said


@as_root
def test_an_ordinary_user_s_pack_grades(
    packs: Path, python: Path, submissions: Path, tmp_path: Path
) -> None:
    """Landlock alone keeps what is secret."""
    home = Path(tempfile.mkdtemp(dir=packs))
    shutil.copytree(submissions, home / "submissions")
    shutil.copytree(packs / "docker", home / "pack")
    attack = home / "submissions" / "attack.py"
    attack.write_text(attack.read_text().replace(str(packs / "closed"), str(home / "pack")))
    for path in (home, *home.rglob("*")):
        os.chown(path, 65_534, 65_534)
    command = [*as_nobody(), python, "-m", "grader"]
    done = run(
        [*command, "grade", home / "submissions", "--out", home / "out", "--workers", "2"],
        home / "pack", HOME=home,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    assert _marks(home / "out") == EXPECTED


@as_root
def test_without_landlock_only_what_is_closed_is_graded(
    packs: Path, closed: Path, python: Path, submissions: Path, tmp_path: Path
) -> None:
    command = [*without_calls("landlock_create_ruleset"), python, "-m", "grader"]
    arguments = ["grade", submissions, "--out", tmp_path / "out"]
    refused = run([*command, *arguments], packs / "docker")
    assert refused.returncode == 2
    assert f"chmod -R go-rwx {packs / 'docker'}" in refused.stderr.replace("\n", " ")
    submissions.chmod(0o700)
    (tmp_path / "out").chmod(0o700)
    done = run([*command, *arguments], closed)
    assert done.returncode == 0, done.stderr
    assert _marks(tmp_path / "out") == EXPECTED


@as_root
def test_gradescope_and_prairielearn_grade_with_docker_s_capabilities(
    packs: Path, closed: Path, python: Path, submissions: Path, tmp_path: Path
) -> None:
    command = with_capabilities(DOCKER)
    grade = tmp_path / "grade"
    (grade / "student").mkdir(parents=True)
    shutil.copy(submissions / "right.py", grade / "student" / "student_template.py")
    done = run([*command, closed / "prairielearn.sh"], closed, GRADE=grade, PYTHON=python)
    assert done.returncode == 0, done.stderr
    assert json.loads((grade / "results" / "results.json").read_text())["score"] == 1.0
    autograder = packs / "autograder"
    shutil.rmtree(autograder, ignore_errors=True)
    shutil.copytree(grade / "student", autograder / "submission")
    (autograder / "results").mkdir()
    shutil.unpack_archive(packs / "gradescope.zip", autograder / "source")
    _close(autograder / "source")
    venv = python.parent.parent
    done = run(
        [*command, "bash", autograder / "source" / "run_autograder"],
        autograder, AUTOGRADER=autograder, VENV=venv,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads((autograder / "results" / "results.json").read_text())["score"] == 100


@as_root
def test_root_that_cannot_become_another_user_is_told_of_its_threads(python: Path) -> None:
    done = run([*with_capabilities(""), python, "-m", "grader", "doctor"], ROOT)
    assert done.returncode == 1
    last = done.stdout.splitlines()[-1]
    assert last.startswith("`grade` does not run here")
    assert f"{LIMITS}: more threads could be started" in last
    assert "with the capabilities SETUID and SETGID" in last


@as_root
def test_a_python_that_only_root_can_read_is_told(python: Path) -> None:
    """Where the capability to read it all the same is not there."""
    with tempfile.TemporaryDirectory() as closed:
        own = virtual_environment(Path(closed), python.resolve())
        done = run([*with_capabilities(DOCKER), own, "-m", "grader", "doctor"], ROOT)
    assert done.returncode == 1
    assert "Install Python where every user can read it" in done.stdout.splitlines()[-1]


def test_limits_that_cannot_be_set_cost_no_other_protection(tmp_path: Path) -> None:
    done = run(
        [*without_calls("prlimit64"), sys.executable, "-m", "grader", "check",
         _peeking(tmp_path), "--json"],
        ROOT,
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert report["status"] == "graded" and report["score"] == 100, report
    assert f"These protections are missing: {LIMITS}" in done.stderr


def _peeking(folder: Path) -> Path:
    """A right answer, unless it could read the reference."""
    path = folder / "peeking.py"
    path.write_text(REFERENCE.read_text("utf-8") + READS.format(secret=str(REFERENCE)))
    return path


# Said and refused, of machines that are made up.


@pytest.mark.parametrize("name", FOR_STRANGERS)
def test_no_stranger_is_graded_without(name: str, ready: ReadyAssignment) -> None:
    with pytest.raises(BadInput, match=f"which lacks: {name}") as refused:
        refuse_strangers(without(all_holding(), name), ready, ())
    assert "Get it." in str(refused.value) and "--unconfined" in str(refused.value)


@pytest.fixture
def checkout(public: Path) -> Path:
    """A checkout that everybody may read."""
    folder = Path(tempfile.mkdtemp(dir=public))
    (folder / "data" / "submissions").mkdir(parents=True)
    (folder / ".git").mkdir()
    folder.chmod(0o755)
    for name in ("reference_solution.py", "data/submissions/full_marks.py", ".git/packed"):
        (folder / name).write_text("secret")
    return folder


def _elsewhere(ready: ReadyAssignment, folder: Path, reference: Path) -> ReadyAssignment:
    """The assignment, in a folder that holds nothing else; and where its reference lies."""
    place = {"source": folder / "assignment.toml", "goldens": folder}
    opened = replace(cast(Explaining, ready.opened), scenes=folder)
    return replace(
        ready,
        assignment=ready.assignment.model_copy(update=place),
        subject=replace(ready.subject, reference=reference),
        marker=replace(ready.marker, opened=opened),
    )


@as_root
def test_without_landlock_the_whole_checkout_is_secret(
    ready: ReadyAssignment, machine: Machine, checkout: Path, tmp_path: Path, python: Path
) -> None:
    tmp_path.chmod(0o700)
    elsewhere = _elsewhere(ready, tmp_path, checkout / "reference_solution.py")
    lacking = without(machine, LANDLOCK)
    for name in ("reference_solution.py", "data/submissions/full_marks.py", ".git/packed"):
        with pytest.raises(BadInput, match="such as") as refused:
            refuse_strangers(lacking, elsewhere, ())
        assert f"chmod -R go-rwx {checkout})" in str(refused.value)
        (checkout / name).chmod(0o600)
    checkout.chmod(0o700)
    refuse_strangers(lacking, elsewhere, ())
    checkout.chmod(0o755)
    refuse_strangers(machine, elsewhere, ())


def test_an_assignment_s_folder_and_what_lies_beside_are_secret(
    ready: ReadyAssignment, machine: Machine, public: Path
) -> None:
    folder = Path(tempfile.mkdtemp(dir=public))
    folder.chmod(0o755)
    lacking = without(machine, LANDLOCK, OTHER_USER)
    for elsewhere, beside in (
        (_elsewhere(ready, folder, folder / "reference_solution.py"), ()),
        (ready, (folder,)),
    ):
        (folder / "answers.txt").write_text("secret")
        with pytest.raises(BadInput, match="could reach"):
            refuse_strangers(lacking, elsewhere, beside)


def test_check_keeps_what_holds_and_says_what_does_not(
    ready: ReadyAssignment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking = without(all_holding(), LIMITS, SECCOMP)
    given: list[Machine | None] = []

    class Stop(Exception):
        pass

    def pool(_ready: object, machine: Machine | None, *_: object) -> None:
        given.append(machine)
        raise Stop

    monkeypatch.setattr(grader.cli.commands.check, "probe", lambda: lacking)
    monkeypatch.setattr(grader.marking.mark_one, "GraderPool", pool)
    with pytest.raises(Stop):
        grader.cli.commands.check.check_file(
            REFERENCE, ready.assignment.source, None, ENGLISH, as_json=True
        )
    assert given == [lacking]
    assert capsys.readouterr().err == (
        f"These protections are missing: {SECCOMP}, {LIMITS}. python -m grader doctor says why.\n"
    )


def test_nothing_is_said_where_nothing_is_missing_that_a_student_could_have() -> None:
    assert unprotected(without(all_holding(), OTHER_USER, SCRATCH), ENGLISH) == ""
    nothing = without(all_holding(), *PREVENTS)
    assert "not confined" in unprotected(nothing, ENGLISH)


def test_doctor_s_last_sentence_says_what_is_risked() -> None:
    whole = all_holding()
    assert "under all protections" in verdict(whole, None)
    said = verdict(without(whole, SCRATCH), None)
    assert said.startswith("`grade` runs here") and PREVENTS[SCRATCH] in said
    assert verdict(whole, "No network.") == "`grade` does not run here. No network."


def test_doctor_s_trial_meets_what_grading_would(
    small_assignment: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert why_no_grading(machine, small_assignment) is None
    missing = why_no_grading(machine, small_assignment.with_name("missing.toml"))
    assert missing is not None and "missing.toml" in missing

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(grader.cli.commands.doctor, "GraderPool", full)
    assert "No space left" in str(why_no_grading(machine, small_assignment))


def test_the_plug_in_says_so_at_its_head() -> None:
    config = SimpleNamespace(stash={MACHINE: without(all_holding(), SECCOMP)})
    said = pytest_report_header(cast(pytest.Config, config))
    assert said == (f"These protections are missing: {SECCOMP}. python -m grader doctor says why.")
