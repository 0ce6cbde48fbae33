"""Running trusted solutions like submissions: the reference, right answers, mistakes.

They run in servers of their own, which no student code ever enters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
import queue

from grader.core.answer import Failure, decode_answer
from grader.core.assignment import Assignment
from grader.core.blank import At, Blank, Pixels
from grader.core.errors import BadInput
from grader.core.exercise import Question
from grader.core.subject import Opened, Resolved, Subject
from grader.core.text import Message
from grader.goldens.store import GoldenCase, asks_for, fingerprint_of_case, pictures_of
from grader.jail.run.bounds import Bounds
from grader.jail.run.exercises import Setup
from grader.jail.run.job import Job
from grader.jail.run.tree import ServerTree
from grader.jail.run.worker import Lane, Worker


@dataclass(frozen=True)
class Solution:
    """A trusted solution, and the blanks that are to be run of it."""

    id: str
    source: bytes
    blanks: tuple[Blank, ...]


@dataclass(frozen=True)
class Made:
    """What a solution made: its pictures, and why others are missing."""

    pictures: Mapping[At, Pixels]
    failures: Mapping[At, Failure]


@dataclass(frozen=True)
class Platform:
    """One way to compute: a lane, and what is added to its environment.

    `patience` is how many times slower than a submission's limits it may be.
    """

    lane: Lane = "warm"
    environment: Mapping[str, str] = field(default_factory=dict)
    patience: int = 1


@dataclass(frozen=True)
class ResolvedAssignment:
    """An assignment with its cases resolved, and what its servers' children are held to."""

    assignment: Assignment
    subject: Subject
    opened: Opened
    cases: Mapping[str, GoldenCase]
    questions: Mapping[str, Question]
    bounds: Mapping[Lane, Bounds]
    notes: Sequence[Message] = ()

    @classmethod
    def open(cls, assignment: Assignment, bounds: Mapping[Lane, Bounds]) -> ResolvedAssignment:
        """Resolve the cases. Raises BadInput.

        In a process of its own: a subject's framework may keep gigabytes for ever.
        """
        subject = assignment.subject
        opened = assignment.open()
        with ProcessPoolExecutor(1, get_context("spawn")) as processes:
            found, notes = processes.submit(_resolve, assignment.source).result()
        cases, questions = {}, {}
        for case in assignment.cases:
            resolved = found[case.name]
            question = questions[case.name] = opened.question(case, resolved.about)
            marked = tuple(blank for blank in subject.blanks if case.marks(blank.id))
            needed = {array for each in pictures_of(marked).values() for array in each.arrays}
            cases[case.name] = GoldenCase(
                about=dict(resolved.about),
                blanks=tuple(blank.id for blank in marked),
                arrays={name: resolved.shapes[name] for name in sorted(needed)},
                asked=fingerprint_of_case(case, question),
            )
        return cls(assignment, subject, opened, cases, questions, bounds, notes)

    @contextmanager
    def start(self, count: int, platform: Platform) -> Iterator[TrustedWorkers]:
        """Workers for as long as the block lasts."""
        lane = platform.lane if platform.lane in self.bounds else "plain"
        bounds = self.bounds[lane]
        limits = replace(
            bounds.limits,
            wall_seconds=bounds.limits.wall_seconds * platform.patience,
            cpu_seconds=bounds.limits.cpu_seconds * platform.patience,
        )
        lanes = {lane: replace(bounds, limits=limits)}
        setup = Setup.of(self.subject, self.opened)
        tree = ServerTree(setup, lanes, count, environment=platform.environment)
        try:
            yield TrustedWorkers(self, [workers[lane] for workers in tree.workers])
        finally:
            tree.close()


def _resolve(path: Path) -> tuple[Mapping[str, Resolved], Sequence[Message]]:
    assignment = Assignment.read(path)
    opened = assignment.open()
    return opened.resolve(assignment.cases)


@dataclass(frozen=True)
class TrustedWorkers:
    """Workers that run trusted solutions."""

    resolved: ResolvedAssignment
    workers: Sequence[Worker]

    def run(
        self, solutions: Sequence[Solution], on_done: Callable[[], object] = lambda: None
    ) -> dict[str, Made]:
        """What each solution makes, by its id, on all workers at once.

        Raises WorkerDied when one of them does not survive.
        """
        free: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        for worker in self.workers:
            free.put(worker)

        def run(solution: Solution) -> Made:
            worker = free.get()
            try:
                return self._run(solution, worker)
            finally:
                free.put(worker)
                on_done()

        with ThreadPoolExecutor(len(self.workers)) as threads:
            made = threads.map(run, solutions)
            return {solution.id: each for solution, each in zip(solutions, made, strict=True)}

    def reference(self) -> Mapping[At, Pixels]:
        """Every picture that the reference makes. Raises BadInput where one is missing."""
        subject = self.resolved.subject
        reference = Solution("reference", subject.reference.read_bytes(), subject.blanks)
        made = self.run([reference])["reference"]
        for (case, picture), failure in made.failures.items():
            raise BadInput(
                Message(
                    "The reference gives no {picture} of {case}: {message}.",
                    picture=picture,
                    case=case,
                    message=failure.message,
                )
            )
        return made.pictures

    def _run(self, solution: Solution, worker: Worker) -> Made:
        """Each blank in a job of its own, so that none keeps another from its pictures."""
        cases, questions = self.resolved.cases, self.resolved.questions
        drawn: dict[At, Pixels] = {}
        failures: dict[At, Failure] = {}
        for blank in solution.blanks:
            marked = [name for name, case in cases.items() if blank.id in case.blanks]
            wanted = [(name, picture) for name in marked for picture in blank.pictures]
            asks = asks_for(wanted, blank.pictures, cases)
            if not asks:
                continue
            asked = {name: questions[name] for name in marked}
            ended = worker.run(Job(solution.source, asks, asked))
            rest = Failure(
                "crashed",
                ended.how,
                Message("the process {how} with {status}", how=ended.how, status=ended.status),
            )
            answer = decode_answer(ended.answer, asks, rest)
            for case, name in wanted:
                arrays = {array: a for (of, array), a in answer.arrays.items() if of == case}
                picture = blank.pictures[name].drawn(arrays, questions[case])
                if picture is None:
                    needed = [(case, array) for array in blank.pictures[name].arrays]
                    failed = [answer.failures[key] for key in needed if key in answer.failures]
                    failures[case, name] = failed[0] if failed else rest
                else:
                    drawn[case, name] = picture
        return Made(drawn, failures)
