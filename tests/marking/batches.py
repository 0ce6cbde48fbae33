"""A `grade` command in a process of its own, to be disturbed, and what its folder holds then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import csv
import json
import os
from pathlib import Path
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from typing import Any

from tests.attacks.processes import are_gone, below

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "submissions"
GRADED = """
SELECT submission, graded_at FROM results WHERE json_extract(report, '$.status') = 'graded'
"""
PATIENCE = 300.0
"""Seconds; only a test that fails ever waits so long."""


def in_haste(assignment: Path) -> Path:
    """The same assignment, which soon ends a submission that does not end by itself."""
    text = assignment.read_text("utf-8")
    for limit, seconds in (("fast_seconds", 2), ("seconds", 8)):
        text = text.replace(f"\n{limit} = 60", f"\n{limit} = {seconds}")
    path = assignment.with_name("in_haste.toml")
    path.write_text(text, "utf-8")
    return path


def copies(folder: Path, count: int) -> dict[str, str]:
    """`count` submissions in `folder`: each one's name, and the sample that it is a copy of.

    One of forty never ends; the others are all samples in turn.
    """
    folder.mkdir()
    samples = sorted(path.stem for path in SAMPLES.glob("*.py"))
    samples.remove("endless_loop")
    made = {}
    for number in range(count):
        sample = "endless_loop" if number % 40 == 7 else samples[number % len(samples)]
        name = f"{sample}-{number:04}"
        shutil.copy(SAMPLES / f"{sample}.py", folder / f"{name}.py")
        made[name] = sample
    return made


class Batch:
    """A running `grade`, its servers' folders in `temporary`."""

    def __init__(self, process: subprocess.Popen[str], temporary: Path) -> None:
        self._process, self.temporary = process, temporary
        self.pid = process.pid

    def wait_until(self, condition: Callable[[], object]) -> bool:
        """Wait until something holds; False when the process has ended before."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if self._process.poll() is not None:
                return False
            assert time.monotonic() < deadline, "it takes too long"
            time.sleep(0.1)
        return True

    def end(
        self, number: signal.Signals | None = None, patience: float = PATIENCE
    ) -> tuple[int, str, str]:
        """Its exit status and what it printed, once it has ended, and all below it has."""
        everything = below(self.pid)
        if number is not None:
            self._process.send_signal(number)
        out, err = self._process.communicate(timeout=patience)
        assert are_gone(everything, PATIENCE), "something goes on without its grader"
        return self._process.returncode, out, err


@contextmanager
def grading(
    folder: Path, out: Path, assignment: Path, *options: str, **more: Any
) -> Iterator[Batch]:
    """Start `grade`; at the end of the block, nothing of it may be left."""
    # Where every user can enter; a submission's process may be another's.
    temporary = Path(tempfile.mkdtemp(prefix="batch-"))
    temporary.chmod(0o755)
    command = [sys.executable, "-m", "grader", "grade", folder, "--out", out]
    process = subprocess.Popen(
        [*map(str, command), "--assignment", str(assignment), *options],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )
    try:
        yield Batch(process, temporary)
    finally:
        process.kill()
        process.communicate()
        shutil.rmtree(temporary)


def graded_at(out: Path) -> dict[str, str]:
    """When each submission that is graded was: what is kept is not graded again."""
    book = out / "gradebook.sqlite"
    if not book.exists():
        return {}
    connection = sqlite3.connect(f"file:{book}?mode=ro", uri=True)
    try:
        return dict(connection.execute(GRADED))
    except sqlite3.OperationalError:  # not made yet
        return {}
    finally:
        connection.close()


def marks(out: Path) -> dict[str, float | None]:
    """The score of each submission, by grades.json, which grades.csv must agree with."""
    grades = json.loads((out / "grades.json").read_text("utf-8"))["submissions"]
    with (out / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    scores = {each["submission"]: each["score"] for each in grades}
    assert len(scores) == len(grades), "graded exactly once"
    # By place: a name that a spreadsheet would take for a formula is another in the CSV.
    told = [float(row["score"]) if row["score"] else None for row in rows]
    assert told == list(scores.values())
    return scores
