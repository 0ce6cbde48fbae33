"""`kill -9` of anything, at any moment: nothing goes on, nothing is left, nothing is lost."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
import os
from pathlib import Path
import random
import signal
import time

import pytest

from tests.attacks.processes import Process, are_gone, below, jobs_below, servers_below
from tests.marking.batches import PATIENCE, SAMPLES, copies, graded_at, grading, in_haste, marks

SECONDS_EACH = 3.0
"""What a submission may take on a busy machine."""

SLEEPER = "import time\n\ndef gg_relu(x):\n    time.sleep(3600)\n"


@pytest.fixture
def sleepers(tmp_path: Path) -> Path:
    folder = tmp_path / "sleepers"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.py").write_text(SLEEPER)
    return folder


@pytest.mark.parametrize("options", [(), ("--unconfined",)], ids=["confined", "unconfined"])
def test_servers_and_jobs_end_with_a_killed_grader(
    sleepers: Path, small_assignment: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    with grading(sleepers, tmp_path / "out", small_assignment, "--workers=2", *options) as batch:
        assert batch.wait_until(lambda: len(jobs_below(batch.pid)) == 2)
        status, _, _ = batch.end(signal.SIGKILL)
        assert status == -signal.SIGKILL
        assert os.listdir(batch.temporary) == []


def test_servers_end_with_a_grader_killed_while_they_start(
    sleepers: Path, small_assignment: Path, tmp_path: Path
) -> None:
    with grading(sleepers, tmp_path / "out", small_assignment, "--workers=1") as batch:
        assert batch.wait_until(lambda: len(servers_below(batch.pid)) > 1)
        batch.end(signal.SIGKILL)
        assert os.listdir(batch.temporary) == []


def test_a_job_ends_with_its_killed_server(
    sleepers: Path, small_assignment: Path, tmp_path: Path
) -> None:
    with grading(sleepers, tmp_path / "out", small_assignment, "--workers=1") as batch:
        assert batch.wait_until(lambda: jobs_below(batch.pid))
        jobs = jobs_below(batch.pid)
        for process in below(batch.pid) - jobs:
            _kill(process)
        assert are_gone(jobs, 60)
        batch.end(signal.SIGKILL)


def test_forty_survive_kills(small_assignment: Path, tmp_path: Path) -> None:
    _survive(40, 5, in_haste(small_assignment), tmp_path)


@pytest.mark.slow
def test_a_thousand_survive_kills(small_assignment: Path, tmp_path: Path) -> None:
    _survive(1000, 60, in_haste(small_assignment), tmp_path)


def _survive(count: int, kills: int, assignment: Path, folder: Path) -> None:
    """Grade `count` submissions while `kills` processes are killed: servers, jobs, the grader."""
    chance = random.Random(count)
    expected = _undisturbed(assignment, folder)
    submissions, out = folder / "submissions", folder / "out"
    made = copies(submissions, count)
    kept: dict[str, str] = {}
    while True:
        with grading(submissions, out, assignment, "--workers=2") as batch:
            killed = False
            while kills and not killed:
                # So many more results, or so many seconds: also while servers are starting.
                more = len(graded_at(out)) + chance.randint(1, max(2, count // 10))
                until = time.monotonic() + chance.uniform(2, 20)
                if not batch.wait_until(partial(_is_time, out, more, until)):
                    break
                kills -= 1
                killed = chance.random() < 0.3
                if not killed:
                    _kill(chance.choice(sorted(below(batch.pid), key=lambda each: each.pid)))
            patience = PATIENCE + SECONDS_EACH * count
            status, _, err = batch.end(signal.SIGKILL if killed else None, patience)
            assert "Traceback" not in err
        done = graded_at(out)
        assert kept.items() <= done.items(), "what was graded is graded again, or lost"
        kept = done
        if status == 0:
            break
        assert status in (1, -signal.SIGKILL)
    assert marks(out) == {name: expected[sample] for name, sample in made.items()}
    assert kept.keys() == made.keys()


def _undisturbed(assignment: Path, folder: Path) -> dict[str, float | None]:
    """The marks of each sample, from a run that nobody disturbs."""
    with grading(SAMPLES, folder / "samples", assignment, "--workers=2") as batch:
        status, _, err = batch.end()
        assert status == 0, err
    return marks(folder / "samples")


def _is_time(out: Path, graded: int, until: float) -> bool:
    return time.monotonic() > until or len(graded_at(out)) >= graded


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
