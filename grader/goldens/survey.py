"""Running many trusted solutions through the exercises: the reference, right answers, mistakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
import queue

from grader.core.answer import Failure, decode_answer
from grader.core.blank import Blank
from grader.core.exercise import Question
from grader.goldens.store import At, GoldenCase, asks_for
from grader.gradcam.pictures import RECIPES, render
from grader.jail.run.job import Job
from grader.jail.run.worker import Worker
from grader.marking.marker import Picture
from grader.networks.spec import NetworkSpec


@dataclass(frozen=True)
class Made:
    """What a solution made: its pictures, and why others are missing."""

    pictures: Mapping[At, Picture]
    failures: Mapping[At, Failure]


@dataclass(frozen=True)
class Solution:
    """A trusted solution, and the blanks that are to be run of it."""

    id: str
    source: bytes
    blanks: tuple[Blank, ...]


@dataclass(frozen=True)
class Asked:
    """What every solution is asked: the resolved cases, and their questions."""

    network: NetworkSpec
    cases: Mapping[str, GoldenCase]
    questions: Mapping[str, Question]


def run_all(
    solutions: Sequence[Solution],
    workers: Sequence[Worker],
    asked: Asked,
    on_done: Callable[[], object] = lambda: None,
) -> dict[str, Made]:
    """Run every solution, on all workers at once. Raises WorkerDied when one of them does not."""
    free: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    for worker in workers:
        free.put(worker)

    def run(solution: Solution) -> Made:
        worker = free.get()
        try:
            return _run(solution, worker, asked)
        finally:
            free.put(worker)
            on_done()

    with ThreadPoolExecutor(len(workers)) as threads:
        made = threads.map(run, solutions)
        return {solution.id: each for solution, each in zip(solutions, made, strict=True)}


def _run(solution: Solution, worker: Worker, asked: Asked) -> Made:
    pictures: dict[At, Picture] = {}
    failures: dict[At, Failure] = {}
    for blank in solution.blanks:
        marked = [name for name, case in asked.cases.items() if blank.id in case.blanks]
        wanted = [(name, picture) for name in marked for picture in blank.pictures]
        needs = {picture: RECIPES[picture].arrays for picture in blank.pictures}
        asks = asks_for(wanted, needs, asked.cases)
        if not asks:
            continue
        questions = {name: asked.questions[name] for name in marked}
        ended = worker.run(Job(solution.source, asks, questions))
        rest = Failure("crashed", ended.how, f"the process {ended.how} with {ended.status}")
        answer = decode_answer(ended.answer, asks, rest)
        for case, name in wanted:
            arrays = {array: a for (of, array), a in answer.arrays.items() if of == case}
            picture = render(name, arrays, asked.network.input_size, asked.network.is_bgr)
            if picture is None:
                failed = [f for (of, _), f in answer.failures.items() if of == case]
                failures[case, name] = failed[0] if failed else rest
            else:
                pictures[case, name] = picture
    return Made(pictures, failures)
