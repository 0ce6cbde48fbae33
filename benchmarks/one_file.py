"""What a student waits for: `check` of one file, and `watch` from a save to the verdict.

    python -m benchmarks.one_file [--save]

In seconds, and beside what importing TensorFlow alone takes in the same round. The worst file is
one that never ends, wherever it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
import subprocess
import sys
import tempfile
import time
from typing import Annotated

from grader.core.assignment import DEFAULT
from grader.core.submission import Submission
from grader.gradcam.subject import SUBJECT
from grader.jail.proof.protections import probe
from grader.marking.mark_one import one_by_one
from grader.marking.session import ReadyAssignment
from grader.results.html.report_page import ReportPages
import typer

from benchmarks.figures import RESULTS
from benchmarks.measured import Measured, of_this_machine
from benchmarks.throughput import spread
from benchmarks.whole_class import LOOPS, SAMPLES, class_of

ROOT = Path(__file__).parents[1]
IMPORT = "import tensorflow"
SAVES = 4
WORST = """
def _never(*_):
    while True:
        pass


gg_relu = replace_activation_layer_in_keras = get_class_saliency = get_saliency = grad_cam = _never
"""


def main(
    rounds: Annotated[int, typer.Option(min=1, help="How often each has its turn.")] = 3,
    worst: Annotated[bool, typer.Option(help="Also the files that never end: minutes.")] = True,
    save: Annotated[bool, typer.Option("--save", help="Keep the figures for README.")] = False,
) -> None:
    """Print the table: seconds, and how much longer than the import."""
    every = dict(ways())
    if not worst:
        every = {name: way for name, way in every.items() if "never" not in name}
    taken: dict[str, list[float]] = {name: [] for name in every}
    for number in range(rounds):
        for name, way in every.items():
            taken[name].append(way())
            print(f"round {number + 1}: {name}: {taken[name][-1]:.2f} s", file=sys.stderr)
    table = {name: _row(seconds, taken[IMPORT]) for name, seconds in taken.items()}
    for name, cells in table.items():
        print(f"{name:45s} {cells[0]:>20s} s {cells[1]:>24s} s beyond the import")
    if save:
        run = Measured("python -m benchmarks.one_file", table, {}, of_this_machine())
        run.write(RESULTS / "one_file.json")


def ways() -> Mapping[str, Callable[[], float]]:
    """What a student waits for, each in seconds."""
    reference = SUBJECT.reference.read_text("utf-8")
    mistake = next(each for each in class_of(6, with_loops=False)[1:] if each.source)
    return {
        IMPORT: partial(_seconds, ["-c", IMPORT]),
        "check, a right answer": partial(_check, reference.encode()),
        "check, one mistake": partial(_check, mistake.source),
        "watch, from a save to the verdict": _watch,
        "check, one blank that never ends": partial(_check, (SAMPLES / f"{LOOPS}.py").read_bytes()),
        "check, five functions that never end": partial(_check, (reference + WORST).encode()),
    }


def _row(seconds: Sequence[float], imports: Sequence[float]) -> tuple[str, str]:
    beyond = [each - own for each, own in zip(seconds, imports, strict=True)]
    return spread(seconds, ".1f"), spread(beyond, ".1f")


def _check(source: bytes) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "work.py")
        path.write_bytes(source)
        return _seconds(["-m", "grader", "check", str(path)])


def _seconds(arguments: Sequence[str]) -> float:
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return time.monotonic() - started


def _watch() -> float:
    """Without the moment that `watch` takes to see that the file is saved whole (0.1 s)."""
    ready = ReadyAssignment.open(DEFAULT)
    pages = ReportPages(ready.assignment.title, ready.marker.goldens.pictures)
    with tempfile.TemporaryDirectory() as out, one_by_one(ready, probe()) as servers:
        first, *saved = class_of(1 + SAVES, with_loops=False)
        servers.mark(first)
        started = time.monotonic()
        for submission in saved:
            graded = servers.mark(Submission("work", submission.source))
            pages.write(Path(out, "work.html"), graded.report, graded.pictures)
        return (time.monotonic() - started) / SAVES


if __name__ == "__main__":
    typer.run(main)
