"""What many tests share: one assignment, opened once, and one grader, started once."""

from __future__ import annotations

from collections.abc import Iterator

from grader.assembly import Desk, GraderPool
from grader.assignment import DEFAULT
from grader.grading import Grader
from grader.jail.protections import Machine, probe
import pytest


@pytest.fixture(scope="session")
def machine() -> Machine:
    """What this machine can confine with."""
    return probe()


@pytest.fixture(scope="session")
def desk() -> Desk:
    """The project's own assignment."""
    return Desk.open(DEFAULT)


@pytest.fixture(scope="session")
def grader(desk: Desk, machine: Machine) -> Iterator[Grader]:
    """A grader whose servers are warm after its first submission."""
    with GraderPool(desk, machine, 1) as pool:
        yield pool.graders[0]
