"""Where goldens are made: trusted solutions run like submissions, in servers of their own.

No student code ever enters these servers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context

from grader.core.assignment import Assignment
from grader.core.errors import BadInput
from grader.goldens.store import REFERENCE, At, GoldenCase
from grader.goldens.survey import Asked, Made, Solution, run_all
from grader.gradcam.blanks import BLANKS
from grader.gradcam.subject import network_of, questions_of, setup_of
from grader.jail.run.bounds import Bounds
from grader.jail.run.worker import Lane, ServerTree, Worker
from grader.marking.marker import Picture
from grader.networks.spec import NetworkSpec


@dataclass(frozen=True)
class ResolvedAssignment:
    """An assignment with its cases resolved, and what its servers' children are held to."""

    assignment: Assignment
    asked: Asked
    bounds: Mapping[Lane, Bounds]
    notes: tuple[str, ...] = ()

    @classmethod
    def open(cls, assignment: Assignment, bounds: Mapping[Lane, Bounds]) -> ResolvedAssignment:
        """Resolve the cases. Raises BadInput.

        In a process of its own: TensorFlow keeps all the memory that a network once needed, which
        may be gigabytes.
        """
        spec = network_of(assignment)
        with ProcessPoolExecutor(1, get_context("spawn")) as processes:
            cases, notes = processes.submit(_resolve, assignment, spec).result()
        asked = Asked(spec, cases, questions_of(assignment, spec, cases))
        return cls(assignment, asked, bounds, notes)

    @property
    def network(self) -> NetworkSpec:
        """The network that is explained."""
        return self.asked.network

    @property
    def cases(self) -> Mapping[str, GoldenCase]:
        """The resolved cases, by name."""
        return self.asked.cases

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
        setup = setup_of(self.network)
        tree = ServerTree(setup, lanes, count, environment=platform.environment)
        try:
            yield TrustedWorkers(self, [workers[lane] for workers in tree.workers])
        finally:
            tree.close()


@dataclass(frozen=True)
class Platform:
    """One way for TensorFlow to compute: a lane, and what its environment says.

    `patience` is how many times slower than a submission's limits it may be.
    """

    lane: Lane = "warm"
    environment: Mapping[str, str] = field(default_factory=dict)
    patience: int = 1


@dataclass(frozen=True)
class TrustedWorkers:
    """Workers that run trusted solutions."""

    resolved: ResolvedAssignment
    workers: Sequence[Worker]

    def run(
        self, solutions: Sequence[Solution], on_done: Callable[[], object] = lambda: None
    ) -> dict[str, Made]:
        """What each solution makes, by its id."""
        return run_all(solutions, self.workers, self.resolved.asked, on_done)

    def reference(self) -> Mapping[At, Picture]:
        """Every picture that the reference makes. Raises BadInput where one is missing."""
        reference = Solution("reference", REFERENCE.read_bytes(), BLANKS)
        made = self.run([reference])["reference"]
        for (case, picture), failure in made.failures.items():
            raise BadInput(f"The reference gives no {picture} of {case}: {failure.message}.")
        return made.pictures


def _resolve(
    assignment: Assignment, spec: NetworkSpec
) -> tuple[Mapping[str, GoldenCase], tuple[str, ...]]:
    """The cases, and what is to be said of the network: of types that need no TensorFlow."""
    from grader.gradcam.resolve import resolve

    found = resolve(assignment, spec)
    return found.cases, found.notes
