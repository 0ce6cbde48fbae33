"""How fast submissions are graded, as ratios within one run: `make throughput`.

The same submission (the reference, again and again) and the same checks are graded by this grader,
and the usual ways: a fresh interpreter, pytest and gradescope-utils for each submission. The floor
is the reference's own exercises, run warm in one process with one thread, looking at no picture.

The ways take turns, several rounds of them, so that what else the machine does meets all alike; a
ratio is of two times of one round. Each figure is the median of the rounds, with their least and
most. pytest runs without this project's settings, and without plug-ins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
import os
from pathlib import Path
from statistics import median
import subprocess
import sys
import tempfile
import time
from typing import Annotated

from grader.core.assignment import DEFAULT
from grader.core.submission import Submission
from grader.gradcam.subject import SUBJECT
from grader.jail.proof.protections import probe
from grader.marking.batch import Task, grade_all
from grader.marking.session import GraderPool, ReadyAssignment
from grader.results.folder import report_path
from grader.results.html.report_page import ReportPages
from rich.console import Console
from rich.table import Table
import typer

from benchmarks.figures import RESULTS
from benchmarks.measured import Measured, of_this_machine
from benchmarks.process_tree import MEBIBYTE, watched

ROOT = Path(__file__).parents[1]
CORES = os.cpu_count() or 1
GRADED, USUAL, FLOOR = 60, 2 * CORES, 20
"""How many submissions are timed in each way and round."""

PLAIN_PYTEST = ("-m", "pytest", "-q", "--noconftest", "-p", "no:cacheprovider", "-c", os.devnull)
USUAL_WAYS: Mapping[str, Sequence[str]] = {
    "a fresh interpreter": ("-m", "benchmarks.in_process", str(SUBJECT.reference)),
    "gradescope-utils": ("-m", "benchmarks.usual_gradescope"),
    "pytest": (*PLAIN_PYTEST, "benchmarks/usual_test.py"),
}

WORKERS = 4
"""So many are compared with one, for the memory that each takes."""

THIS_GRADER = "this grader"
FLOOR_NAME = "floor: the reference's exercises, warm"
FLOOR_CODE = """
import sys, time
from benchmarks.in_process import answer_only
from grader.core.assignment import DEFAULT
from grader.gradcam.subject import SUBJECT
from grader.gradcam import exercises
from grader.marking.session import ReadyAssignment
ready = ReadyAssignment.open(DEFAULT)
source = SUBJECT.reference.read_bytes()
all_given = [exercises.warm_up(ready.setup.setup) for _ in range(int(sys.argv[1]) + 1)]
answer_only(ready, all_given.pop(), source)
started = time.monotonic()
for each in all_given:
    answer_only(ready, each, source)
print((time.monotonic() - started) / int(sys.argv[1]))
"""


def main(
    rounds: Annotated[int, typer.Option(min=1, help="How often each way has its turn.")] = 5,
    save: Annotated[bool, typer.Option("--save", help="Keep the figures for README.")] = False,
) -> None:
    """Print the table: submissions a minute, and the ratios of time."""
    every = ways()
    taken: dict[str, list[float]] = {name: [] for name in every}
    for number in range(rounds):
        for name, way in every.items():
            taken[name].append(way())
            print(f"round {number + 1}: {name}: {taken[name][-1]:.2f} s", file=sys.stderr)
    rows = {name: row(seconds, taken[THIS_GRADER]) for name, seconds in taken.items()}
    table = Table(box=None, pad_edge=False)
    for heading in (
        "graded by",
        f"submissions per minute on {CORES} cores",
        "time, this grader = 1",
    ):
        table.add_column(heading, justify="left" if heading == "graded by" else "right")
    for name, cells in rows.items():
        table.add_row(name, *cells)
    Console(width=120, highlight=False).print(table)
    further = (peak_memory(WORKERS) - peak_memory(1)) / (WORKERS - 1) / MEBIBYTE
    print(f"a further worker takes {further:.0f} MB at most")
    if save:
        figures = {"megabytes": f"{further:.0f}", "rounds": str(rounds)}
        run = Measured("make throughput", rows, figures, of_this_machine())
        run.write(RESULTS / "throughput.json")


def ways() -> dict[str, Callable[[], float]]:
    """Each way to grade, and what gives its core seconds for one submission."""
    found: dict[str, Callable[[], float]] = {FLOOR_NAME: floor, THIS_GRADER: this_grader}
    for name, arguments in USUAL_WAYS.items():
        if name != "gradescope-utils" or find_spec("gradescope_utils"):
            for at_once, how in ((1, "one after another"), (CORES, f"{CORES} at once")):
                found[f"{name}, {how}"] = partial(usual, arguments, at_once)
    return found


def row(seconds: Sequence[float], ours: Sequence[float]) -> tuple[str, str]:
    """A way's cells: the median of its rounds, and the least and the most."""
    a_minute = [60 * CORES / each for each in seconds]
    ratios = [each / our for each, our in zip(seconds, ours, strict=True)]
    return spread(a_minute, ".0f"), spread(ratios, ".2f" if median(ratios) < 2 else ".1f")


def spread(values: Sequence[float], form: str) -> str:
    """Median (least to most)."""
    return f"{median(values):{form}} ({min(values):{form}}-{max(values):{form}})"


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
    pages = ReportPages(ready.assignment.title, ready.marker.goldens.pictures)
    submission = Submission.read(SUBJECT.reference)
    tasks = [Task(Submission(f"s{number}", submission.source), "") for number in range(GRADED)]
    with tempfile.TemporaryDirectory() as out, GraderPool(ready, probe(), CORES) as pool:
        first = [Task(submission, "")] * CORES
        list(grade_all(first, pool.graders, pool.replace))
        started = time.monotonic()
        for graded in grade_all(tasks, pool.graders, pool.replace):
            assert graded.report.full_marks
            pages.write(report_path(Path(out), graded.report), graded.report, graded.pictures)
        return CORES * (time.monotonic() - started) / GRADED


def peak_memory(workers: int) -> float:
    """The most memory, in bytes, of the grader and all its processes while they grade."""
    ready = ReadyAssignment.open(DEFAULT)
    tasks = [Task(Submission.read(SUBJECT.reference), "")] * (4 * workers)
    with (
        watched(os.getpid(), every=0.05) as peak,
        GraderPool(ready, probe(), workers) as pool,
    ):
        for graded in grade_all(tasks, pool.graders, pool.replace):
            assert graded.report.full_marks
    return peak.bytes


def usual(arguments: Sequence[str], at_once: int) -> float:
    """Core seconds for one submission, a process each, so many of them at once."""
    environment = {
        **os.environ,
        "SUBMISSION": str(SUBJECT.reference),
        "PYTHONPATH": str(ROOT),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
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
    typer.run(main)
