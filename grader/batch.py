"""Grading many submissions at once: one thread a grader, results handed on as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
import queue
import threading

from grader.grading import Graded, Grader
from grader.jail.worker import WorkerDied
from grader.report import Report
from grader.submission import Submission

ATTEMPTS = 2
"""How often a submission is tried when it is the grader that fails."""


@dataclass(frozen=True)
class Task:
    """A submission to be graded, and the key to keep its result under."""

    submission: Submission
    key: str


def grade_all(
    tasks: Sequence[Task], graders: Sequence[Grader], replace: Callable[[int], Grader]
) -> Iterator[Graded]:
    """Grade every task; the results come in the order in which they are done.

    `replace` gives a new grader for the one of that number, whose servers have died. A failure of
    the grader is a result, too: `not_graded`, with the reason.
    """
    waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()
    for task in tasks:
        waiting.put(task)
    done: queue.SimpleQueue[Graded] = queue.SimpleQueue()
    stopped = threading.Event()

    def work(number: int, grader: Grader) -> None:
        while not stopped.is_set():
            try:
                task = waiting.get_nowait()
            except queue.Empty:
                return
            graded, grader = _grade(task, number, grader, partial(_unless, stopped, replace))
            done.put(graded)

    for number, grader in enumerate(graders):
        threading.Thread(target=work, args=(number, grader), daemon=True).start()
    try:
        for _ in tasks:
            yield done.get()
    finally:
        stopped.set()


def _unless(stopped: threading.Event, replace: Callable[[int], Grader], number: int) -> Grader:
    """A new grader, unless all is being stopped, when servers die because they are ended."""
    if stopped.is_set():
        raise WorkerDied("grading was stopped")
    return replace(number)


def _grade(
    task: Task, number: int, grader: Grader, replace: Callable[[int], Grader]
) -> tuple[Graded, Grader]:
    """The result, and the grader to go on with."""
    reason = ""
    for _ in range(ATTEMPTS):
        try:
            return grader.grade(task.submission, task.key), grader
        except WorkerDied as death:
            reason = str(death)
        except Exception as error:  # a fault of the grader's own must never be a zero
            reason = f"{type(error).__name__}: {error}"
        try:
            grader = replace(number)
        except Exception as error:
            reason = f"{reason}; {error}"
    assignment = grader.marker.assignment
    report = Report(
        submission=task.submission.name,
        status="not_graded",
        reason=reason,
        score=None,
        max_score=assignment.max_score,
        key=task.key,
    )
    return Graded(report, {}), grader
