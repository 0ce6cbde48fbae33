"""One submission, marked with servers of its own that end with it."""

from __future__ import annotations

from grader.core.submission import Submission
from grader.jail.proof.protections import Machine
from grader.marking.batch import Task, grade_all
from grader.marking.grader import Graded
from grader.marking.session import GraderPool, ReadyAssignment


def mark_one(submission: Submission, ready: ReadyAssignment, machine: Machine) -> Graded:
    """The marks of a submission on the machine of whoever handed it in, or in CI.

    Confined where `machine` can confine.
    """
    with GraderPool(ready, machine if machine.confines else None, 1) as pool:
        task = Task(submission, ready.key(submission))
        (graded,) = grade_all([task], pool.graders, pool.replace)
    return graded
