"""Starts what is slow before all else: the import of an assignment's exercises, in a process.

For who waits for one file. This module imports as little as it can, since nothing is started before
that is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
import sys

from grader.core.assignment import Assignment
from grader.jail.run.exercises import Setup
from grader.jail.run.start import Start


@contextmanager
def early_start(path: Path) -> Iterator[Start | None]:
    """For the assignment in the file `path`; None where this system cannot. Raises BadInput.

    The process ends with the block, if no `GraderPool` has ended it before.
    """
    assignment = Assignment.read(path)
    subject = assignment.subject
    setup = Setup.of(subject, assignment.open())
    if sys.platform != "linux":
        yield None
        return
    with Start(setup) as start:
        yield start
