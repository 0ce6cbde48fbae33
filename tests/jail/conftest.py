"""A confinement with all that this machine has, and a way to try things inside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
import os
from pathlib import Path
import tempfile

from grader.jail.proof import protections
from grader.jail.walls.confine import Confinement
from grader.jail.walls.forked import Outcome, run_in_child
from grader.jail.walls.limits import MEBIBYTE, Limits
from grader.jail.walls.privileges import worker_uid
from grader.jail.walls.scratch import open_scratch
from grader.jail.walls.users import Users
import pytest


@pytest.fixture(scope="session")
def machine() -> protections.Machine:
    return protections.probe()


@pytest.fixture(scope="session")
def worker(machine: protections.Machine) -> Iterator[int]:
    """The number of a user that nobody beside these tests runs as."""
    with closing(Users(int(machine.holds(protections.OTHER_USER)))) as users:
        yield users.numbers[0] if users.numbers else 0


@pytest.fixture
def limits() -> Limits:
    return Limits(memory_bytes=512 * MEBIBYTE, file_bytes=MEBIBYTE, open_files=64)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user can enter and read: modes alone protect nothing in it."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@pytest.fixture
def scratch(public: Path, limits: Limits, worker: int) -> Iterator[Path]:
    uid = worker_uid(worker) if os.geteuid() == 0 else None
    with open_scratch(public, limits, uid=uid, bounded=False) as made:
        yield made.folder


@pytest.fixture
def plan(machine: protections.Machine, limits: Limits, scratch: Path, worker: int) -> Confinement:
    return machine.confinement(limits, worker=worker, scratch=scratch)


@pytest.fixture
def inside(plan: Confinement) -> Callable[[Callable[[], object]], Outcome]:
    return lambda work: run_in_child(work, plan)
