"""Trees of servers: what they take of this process and of the machine, and give back."""

from __future__ import annotations

import os
from pathlib import Path

from grader.jail.proof.protections import OTHER_USER, Machine
from grader.jail.run.bounds import Bounds
from grader.jail.run.exercises import Setup
from grader.jail.run.job import Job
from grader.jail.run.tree import ServerTree
from grader.jail.run.worker import Lane, WorkerDied
from grader.jail.walls.limits import Limits
from grader.jail.walls.privileges import worker_uid
from grader.marking.session import GraderPool, ReadyAssignment
import pytest

NO_SETUP = Setup("no.such.module", {})
NO_JOB = Job(b"", (), {})


def count_open() -> int:
    return len(os.listdir("/proc/self/fd"))


def children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def lanes(machine: Machine) -> dict[Lane, Bounds]:
    bounds = Bounds(machine, Limits())
    return {"warm": bounds, "cold": bounds}


def test_a_tree_that_is_closed_leaves_nothing_open(machine: Machine) -> None:
    before = count_open(), children()
    tree = ServerTree(NO_SETUP, lanes(machine), 3)
    for workers in tree.workers:
        with pytest.raises(WorkerDied, match="No module named"):
            workers["cold"].run(NO_JOB)
    tree.close()
    tree.close()
    assert (count_open(), children()) == before


def test_the_last_words_outlive_the_tree(machine: Machine) -> None:
    tree = ServerTree(NO_SETUP, lanes(machine), 1)
    with pytest.raises(WorkerDied, match="No module named"):
        tree.workers[0]["warm"].run(NO_JOB)
    tree.close()
    assert "No module named" in tree.last_words()


def test_dead_trees_are_closed_when_they_are_replaced(
    ready: ReadyAssignment, machine: Machine
) -> None:
    """A class that makes its servers die comes to no end by that."""
    with GraderPool(ready, machine, 2) as pool:
        pool.replace(0)
        pool.replace(1)  # the first tree was that of both
        before = count_open(), len(children())
        for _ in range(3):
            pool.replace(0)
            pool.replace(1)
        assert (count_open(), len(children())) == before


def test_two_pools_share_no_user(machine: Machine) -> None:
    trees = [ServerTree(NO_SETUP, lanes(machine), 3) for _ in range(2)]
    try:
        users = [number for tree in trees for number in tree.users]
    finally:
        for tree in trees:
            tree.close()
    if machine.holds(OTHER_USER):
        assert len(set(users)) == 12 and worker_uid(0) not in map(worker_uid, users)
    else:
        assert users == []
