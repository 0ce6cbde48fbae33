"""How fast submissions are graded, as ratios within one run: `make throughput`.

Right answers are graded by this grader and in the usual ways (`benchmarks.usual`), with the same
checks; and a class as it is (`benchmarks.whole_class`) beside as many right answers, the start of
the servers included. The floor is the reference's own exercises, run warm in one process with one
thread, looking at no picture.

The ways take turns, several rounds of them, so that what else the machine does meets all alike; a
ratio is of two times of one round. Each figure is the median of the rounds, with their least and
most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
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
from benchmarks.usual import usual_ways
from benchmarks.whole_class import all_right, class_of

ROOT = Path(__file__).parents[1]
CORES = os.cpu_count() or 1
GRADED, FLOOR = 60, 20
"""How many submissions are timed in each way and round."""

WORKERS = 4
"""So many are compared with one, for the memory that each takes."""

THIS_GRADER = "this grader"
STARTED = "this grader, its start included"
A_CLASS = "a class without endless loops, the start included"
LOOPING = "a class with endless loops, the start included"
FLOOR_NAME = "floor: the reference's exercises, warm"
FLOOR_CODE = """
import sys, time
from benchmarks.in_process import answer_only
from grader.core.assignment import DEFAULT
from grader.gradcam import exercises
from grader.gradcam.subject import SUBJECT
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
    class_ratio = [ours / right for ours, right in zip(taken[A_CLASS], taken[STARTED], strict=True)]
    print(f"a class takes {spread(class_ratio, '.2f')} times as long as right answers")
    if save:
        figures = {"megabytes": f"{further:.0f}", "rounds": str(rounds)}
        run = Measured("make throughput", rows, figures, of_this_machine())
        run.write(RESULTS / "throughput.json")


def ways() -> dict[str, Callable[[], float]]:
    """Each way to grade, and what gives its core seconds for one submission."""
    found: dict[str, Callable[[], float]] = {
        FLOOR_NAME: floor,
        THIS_GRADER: partial(this_grader, all_right(GRADED), with_start=False),
        STARTED: partial(this_grader, all_right(GRADED), with_start=True),
        A_CLASS: partial(this_grader, class_of(GRADED, with_loops=False), with_start=True),
        LOOPING: partial(this_grader, class_of(GRADED, with_loops=True), with_start=True),
    }
    for name, way in usual_ways().items():
        for at_once, how in ((1, "one after another"), (CORES, f"{CORES} at once")):
            found[f"{name}, {how}"] = partial(way.core_seconds, at_once)
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


def this_grader(submissions: Sequence[Submission], *, with_start: bool) -> float:
    """Core seconds for one submission of a batch, pages and all.

    Without the start, each grader marks one before the time is taken.
    """
    tasks = [Task(submission, "") for submission in submissions]
    started = time.monotonic()
    ready = ReadyAssignment.open(DEFAULT)
    pages = ReportPages(ready.assignment.title, ready.marker.goldens.pictures)
    with tempfile.TemporaryDirectory() as out, GraderPool(ready, probe(), CORES) as pool:
        if not with_start:
            list(grade_all(tasks[:CORES], pool.graders, pool.replace))
            started = time.monotonic()
        for graded in grade_all(tasks, pool.graders, pool.replace):
            assert graded.report.status == "graded"
            pages.write(report_path(Path(out), graded.report), graded.report, graded.pictures)
        return CORES * (time.monotonic() - started) / len(tasks)


def peak_memory(workers: int) -> float:
    """The most memory, in bytes, of the grader and all its processes while they grade."""
    ready = ReadyAssignment.open(DEFAULT)
    tasks = [Task(submission, "") for submission in all_right(4 * workers)]
    with (
        watched(os.getpid(), every=0.05) as peak,
        GraderPool(ready, probe(), workers) as pool,
    ):
        for graded in grade_all(tasks, pool.graders, pool.replace):
            assert graded.report.full_marks
    return peak.bytes


if __name__ == "__main__":
    typer.run(main)
