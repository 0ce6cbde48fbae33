"""Running many trusted solutions through the exercises: the reference, right answers, mistakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
import queue

from grader.answer import Failure, decode_answer
from grader.blank import Blank
from grader.exercise import Ask
from grader.goldens import GoldenCase
from grader.gradcam.network_spec import NetworkSpec
from grader.gradcam.pictures import render
from grader.jail.worker import Worker
from grader.marking import At, Picture


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


def run_all(
    solutions: Sequence[Solution],
    workers: Sequence[Worker],
    network: NetworkSpec,
    cases: Mapping[str, GoldenCase],
    on_done: Callable[[], object] = lambda: None,
) -> dict[str, Made]:
    """Run every solution, on all workers at once. Raises WorkerDied when one of them does not."""
    free: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    for worker in workers:
        free.put(worker)

    def run(solution: Solution) -> Made:
        worker = free.get()
        try:
            return _run(solution, worker, network, cases)
        finally:
            free.put(worker)
            on_done()

    with ThreadPoolExecutor(len(workers)) as threads:
        made = threads.map(run, solutions)
        return {solution.id: each for solution, each in zip(solutions, made, strict=True)}


def _run(
    solution: Solution, worker: Worker, network: NetworkSpec, cases: Mapping[str, GoldenCase]
) -> Made:
    pictures: dict[At, Picture] = {}
    failures: dict[At, Failure] = {}
    for blank in solution.blanks:
        asks = tuple(
            Ask(name, array, case.arrays[array])
            for name, case in cases.items()
            if blank.id in case.blanks
            for array in blank.arrays
        )
        if not asks:
            continue
        ended = worker.run(solution.source, asks)
        rest = Failure("crashed", ended.how, f"the process {ended.how} with {ended.status}")
        answer = decode_answer(ended.answer, asks, rest)
        for case, asked in cases.items():
            if blank.id not in asked.blanks:
                continue
            arrays = {name: array for (of, name), array in answer.arrays.items() if of == case}
            for name in blank.pictures:
                picture = render(name, arrays, network.input_size, network.is_bgr)
                if picture is None:
                    failed = [f for (of, _), f in answer.failures.items() if of == case]
                    failures[case, name] = failed[0] if failed else rest
                else:
                    pictures[case, name] = picture
    return Made(pictures, failures)
