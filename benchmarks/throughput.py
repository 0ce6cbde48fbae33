"""How fast submissions are graded, as ratios within one run: `make throughput`.

The same submission (the reference, again and again) and the same checks are graded by this grader,
and the usual ways: a fresh interpreter, pytest and gradescope-utils for each submission. The floor
is the reference's own exercises, run warm in one process with one thread, looking at no picture.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
import os
from pathlib import Path
import subprocess
import sys
import tempfile
import time

from grader.assembly import GraderPool, ReadyAssignment
from grader.assignment import DEFAULT
from grader.batch import Task, grade_all
from grader.goldens import REFERENCE
from grader.jail.protections import probe
from grader.results import report_path, write_report
from grader.submission import Submission
from rich.console import Console
from rich.table import Table

from benchmarks.process_tree import MEBIBYTE, watched

ROOT = Path(__file__).parents[1]
CORES = os.cpu_count() or 1
GRADED, USUAL, FLOOR = 60, 2 * CORES, 20
"""How many submissions are timed in each way."""

WORKERS = 4
"""So many are compared with one, for the memory that each takes."""

FLOOR_NAME = "floor: the reference's exercises, warm"
FLOOR_CODE = """
import sys, time
from benchmarks.in_process import answer_only
from grader.assembly import ReadyAssignment
from grader.assignment import DEFAULT
from grader.gradcam import exercises
from grader.goldens import REFERENCE
import tensorflow as tf
tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
ready = ReadyAssignment.open(DEFAULT)
source = REFERENCE.read_bytes()
def given():
    return exercises.prepare(dict(ready.setup.setup), ready.setup.scenes)
all_given = [given() for _ in range(int(sys.argv[1]) + 1)]
for each in all_given:
    exercises.warm_up(each)
answer_only(ready, all_given.pop(), source)
started = time.monotonic()
for each in all_given:
    answer_only(ready, each, source)
print((time.monotonic() - started) / int(sys.argv[1]))
"""


def main() -> None:
    """Print the table: seconds of one core for each submission, and the ratios."""
    ways: dict[str, Callable[[], float]] = {FLOOR_NAME: floor, "this grader": this_grader}
    others = {
        "a fresh interpreter": ["-m", "benchmarks.in_process", str(REFERENCE)],
        "pytest": ["-m", "pytest", "-q", "benchmarks/usual_test.py"],
        "gradescope-utils": ["-m", "benchmarks.usual_gradescope"],
    }
    if not find_spec("gradescope_utils"):
        del others["gradescope-utils"]
    for name, arguments in others.items():
        for at_once, how in ((1, "one after another"), (CORES, f"{CORES} at once")):
            ways[f"{name}, {how}"] = partial(usual, arguments, at_once)
    seconds = {name: way() for name, way in ways.items()}
    ours = seconds["this grader"]
    table = Table(box=None, pad_edge=False)
    for heading in ("graded by", f"a minute on {CORES} cores", "time, this grader = 1"):
        table.add_column(heading, justify="left" if heading == "graded by" else "right")
    for name, each in seconds.items():
        table.add_row(name, f"{60 * CORES / each:.0f}", f"{each / ours:.2f}")
    Console(width=100, highlight=False).print(table)
    print(f"this grader takes {ours / seconds[FLOOR_NAME]:.2f} times the floor")
    further = (peak_memory(WORKERS) - peak_memory(1)) / (WORKERS - 1)
    print(f"a further worker takes {further / MEBIBYTE:.0f} MB at most")


def floor() -> float:
    """Seconds for one submission: as many processes as cores, each on one thread, at once."""
    command = [sys.executable, "-c", FLOOR_CODE, str(FLOOR)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for _ in range(CORES)
    ]
    return sum(float(process.communicate()[0]) for process in running) / CORES


def this_grader() -> float:
    """Core seconds for one submission of a batch, reports and all, without the first of a core."""
    ready = ReadyAssignment.open(DEFAULT)
    submission = Submission.read(REFERENCE)
    tasks = [Task(Submission(f"s{number}", submission.source), "") for number in range(GRADED)]
    with tempfile.TemporaryDirectory() as out, GraderPool(ready, probe(), CORES) as pool:
        first = [Task(submission, "")] * CORES
        list(grade_all(first, pool.graders, pool.replace))
        started = time.monotonic()
        for graded in grade_all(tasks, pool.graders, pool.replace):
            assert graded.report.full_marks
            write_report(graded, ready, report_path(Path(out), graded.report))
        return CORES * (time.monotonic() - started) / GRADED


def peak_memory(workers: int) -> float:
    """The most memory, in bytes, of the grader and all its processes while they grade."""
    ready = ReadyAssignment.open(DEFAULT)
    tasks = [Task(Submission.read(REFERENCE), "")] * (4 * workers)
    with (
        watched(os.getpid(), every=0.05) as peak,
        GraderPool(ready, probe(), workers) as pool,
    ):
        for graded in grade_all(tasks, pool.graders, pool.replace):
            assert graded.report.full_marks
    return peak.bytes


def usual(arguments: list[str], at_once: int) -> float:
    """Core seconds for one submission, a process each, so many of them at once."""
    environment = {**os.environ, "SUBMISSION": str(REFERENCE)}
    started = time.monotonic()
    for _ in range(USUAL // at_once):
        running = [
            subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for _ in range(at_once)
        ]
        assert not any(process.wait() for process in running)
    return CORES * (time.monotonic() - started) / USUAL


if __name__ == "__main__":
    main()
