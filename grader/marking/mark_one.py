"""One submission at a time, on the machine of whoever handed it in, or in CI."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from grader.core.submission import Submission
from grader.jail.proof.protections import Machine
from grader.jail.run.start import Start
from grader.marking.batch import Task, grade_all
from grader.marking.grader import Grader
from grader.marking.session import GraderPool, ReadyAssignment
from grader.marking.tries import Graded

# What only wrong answers need, which `compare` would import when the first is met: here there is
# time for it, since this module is imported while the servers start.
import skimage.metrics  # noqa: F401


@dataclass
class OneByOne:
    """Marks one submission after another with the same servers, or with new ones when they have
    died.
    """

    ready: ReadyAssignment
    pool: GraderPool
    grader: Grader

    def mark(self, submission: Submission) -> Graded:
        """The marks of a submission."""
        task = Task(submission, self.ready.key(submission))
        (graded,) = grade_all([task], [self.grader], self._replace)
        return graded

    def _replace(self, number: int) -> Grader:
        self.grader = self.pool.replace(number)
        return self.grader


@contextmanager
def one_by_one(
    ready: ReadyAssignment, machine: Machine, start: Start | None = None
) -> Iterator[OneByOne]:
    """Servers for as long as the block lasts. Confined where `machine` can confine.

    `start` is as for a `GraderPool`.
    """
    with GraderPool(ready, machine if machine.confines else None, 1, start) as pool:
        yield OneByOne(ready, pool, pool.graders[0])


def mark_one(
    submission: Submission, ready: ReadyAssignment, machine: Machine, start: Start | None = None
) -> Graded:
    """The marks of a submission, with servers of its own that end with it."""
    with one_by_one(ready, machine, start) as servers:
        return servers.mark(submission)
