"""Grading many submissions at once: one thread per grader, with results passed on as they come.

If the machine may be to blame for a failure, through too little processor time or memory or servers
that died, the submission is tried again alone, after all others, before the failure counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
import queue
import threading

from grader.core.report import Report
from grader.core.submission import Submission
from grader.jail.run.worker import WorkerDied
from grader.marking.grader import Grader
from grader.marking.tries import Graded

ATTEMPTS = 2
"""How often a submission is tried when the grader itself fails."""

NO_MEMORY = "the machine ran out of memory: give it more, or grade with fewer --workers"


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
    done: queue.SimpleQueue[tuple[Task, Graded]] = queue.SimpleQueue()
    stopped = threading.Event()
    at_work = list(range(len(graders)))

    def work(lasting: _LastingGrader) -> None:
        while not (stopped.is_set() or lasting.is_broken) and (task := _next(waiting)) is not None:
            done.put((task, lasting.grade(task)))
        at_work.remove(lasting.number)
        # Others go on with what is left; when there are none, no server can be started at all.
        while not (stopped.is_set() or at_work) and (task := _next(waiting)) is not None:
            done.put((task, lasting.not_graded(task)))

    all_lasting = [
        _LastingGrader(number, grader, partial(_unless, stopped, replace))
        for number, grader in enumerate(graders)
    ]
    for lasting in all_lasting:
        threading.Thread(target=work, args=(lasting,), daemon=True).start()
    again: list[Task] = []
    try:
        for _ in tasks:
            task, graded = done.get()
            if _deserves_a_try_alone(graded, len(graders)):
                again.append(task)
            else:
                yield graded
        if again:
            yield from _grade_alone(again, all_lasting)
    finally:
        stopped.set()


def _deserves_a_try_alone(graded: Graded, graders: int) -> bool:
    """Not those that a single grader has already tried often enough."""
    return bool(graded.shortage) or (graded.report.status == "not_graded" and graders > 1)


def _grade_alone(tasks: Sequence[Task], all_lasting: Sequence[_LastingGrader]) -> Iterator[Graded]:
    """With one grader, after the others have left memory; this time the result counts."""
    one = min(all_lasting, key=lambda each: (each.is_broken, bool(each.reason)))
    for other in all_lasting:
        if other is not one:
            other.grader.close()
    for task in tasks:
        graded = one.not_graded(task) if one.is_broken else one.grade(task, is_last=True)
        if graded.shortage == "memory":
            one.reason = NO_MEMORY
            graded = one.not_graded(task)
        yield graded


def _next(waiting: queue.SimpleQueue[Task]) -> Task | None:
    try:
        return waiting.get_nowait()
    except queue.Empty:
        return None


def _unless(stopped: threading.Event, replace: Callable[[int], Grader], number: int) -> Grader:
    """A new grader, unless grading is being stopped: then servers die because they are ended."""
    if stopped.is_set():
        raise WorkerDied("grading was stopped")
    return replace(number)


@dataclass
class _LastingGrader:
    """A grader that is replaced by a new one when its servers have failed."""

    number: int
    grader: Grader
    replace: Callable[[int], Grader]
    failed_starts: int = 0
    reason: str = ""

    @property
    def is_broken(self) -> bool:
        """Whether servers can no longer be started, so that every further try would fail."""
        return self.failed_starts >= ATTEMPTS

    def grade(self, task: Task, *, is_last: bool = False) -> Graded:
        """The result of a task, which may be that the grader has failed.

        If it met a shortage and this is not the last try, the task must be tried again.
        """
        for _ in range(ATTEMPTS):
            try:
                graded = self.grader.grade(task.submission, task.key, is_last=is_last)
                self.failed_starts = 0
                return graded
            except WorkerDied as death:
                self.reason = str(death)
                self.failed_starts += death.at_start
            except Exception as error:  # a fault of the grader's own must never be a zero
                self.reason = f"{type(error).__name__}: {error}"
            if not self.is_broken:
                self._change()
        return self.not_graded(task)

    def _change(self) -> None:
        self.grader.close()
        try:
            self.grader = self.replace(self.number)
        except Exception as error:
            self.failed_starts += 1
            self.reason = f"{self.reason}; {error}"

    def not_graded(self, task: Task) -> Graded:
        """The result that says why there are no marks."""
        report = Report(
            submission=task.submission.name,
            student=task.submission.known_student,
            status="not_graded",
            reason=self.reason,
            score=None,
            max_score=self.grader.marker.assignment.max_score,
            key=task.key,
        )
        return Graded(report, {})
