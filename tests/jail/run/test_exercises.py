"""The jail runs any subject's exercises: here sums, of no framework, in a folder of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
import tempfile

from grader.core.answer import Answer, Failure, decode_answer
from grader.core.exercise import Ask, Question
from grader.core.text import Message
from grader.jail.proof.protections import LANDLOCK, Machine
from grader.jail.run.bounds import Bounds
from grader.jail.run.exercises import Setup
from grader.jail.run.job import Job
from grader.jail.run.tree import ServerTree
from grader.jail.run.worker import Lane, Worker
from grader.jail.walls.limits import Limits
import numpy as np
import pytest

EXERCISES = '''
"""How warm it is and what it was set up with shows in what it asks."""
from functools import partial
import os, sys
import arithmetic.helper
OUT_OF_MEMORY = ("TooBig",)

def prepare(setup):
    return {"offset": setup["offset"], "server": None}

def warm_up(setup):
    return {**prepare(setup), "server": os.getpid()}

def watch_for_what_needs_cold():
    return lambda: False

def run(given, solution, asks, questions):
    for ask in asks:
        numbers = questions[ask.case].pictures["numbers"]
        warmth = int(given["server"] is not None)
        yield partial(solution.add, numbers + arithmetic.helper.ZERO, given["offset"], warmth)
'''
ADDS = b"""
def add(numbers, offset, warmth):
    return [sum(numbers) + offset, warmth]
"""
FINDS_FILES = b"""
import os, sys

def found(name):
    try:
        return bool(open(os.path.join(HERE, name)).read())
    except OSError:
        return False

def imported(name):
    try:
        __import__(name)
        return True
    except (ImportError, PermissionError):
        return False

def listed(folder):
    try:
        return bool(os.listdir(folder))
    except OSError:
        return False

import arithmetic
HERE = os.path.dirname(arithmetic.__file__)

def add(numbers, offset, warmth):
    reached = [
        found("reference.py"),
        found("exercises.py"),
        imported("arithmetic.reference"),
        imported("reference"),
        listed(HERE),
        HERE in sys.path or os.path.dirname(HERE) in sys.path,
    ]
    return [sum(reached), imported("arithmetic.exercises") and imported("arithmetic.helper")]
"""
RUNS_OUT = b"""
class TooBig(Exception): pass
def add(numbers, offset, warmth):
    raise TooBig("no room")
"""
ASK = Ask("two", "sum", (2,))
QUESTIONS = {"two": Question({}, {"numbers": np.array([3, 4], np.uint8)})}


@pytest.fixture(scope="module")
def beside() -> Iterator[Path]:
    """The subject's folder: the exercises lie beside a reference, and every user may read both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        package = folder / "arithmetic"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "helper.py").write_text("ZERO = 0\n")
        (package / "exercises.py").write_text(EXERCISES)
        (package / "reference.py").write_text("SECRET = 1\n")
        yield folder


@pytest.fixture(scope="module")
def workers(machine: Machine, beside: Path) -> Iterator[dict[Lane, Worker]]:
    """Of both lanes."""
    setup = Setup("arithmetic.exercises", {"offset": 100}, beside)
    bounds = Bounds(machine, Limits())
    tree = ServerTree(setup, {"warm": bounds, "cold": bounds}, 1)
    try:
        yield tree.workers[0]
    finally:
        tree.close()


def answer(worker: Worker, source: bytes) -> Answer:
    ended = worker.run(Job(source, (ASK,), QUESTIONS))
    rest = Failure("crashed", ended.how, Message(ended.printed.decode()))
    return decode_answer(ended.answer, (ASK,), rest)


def given(answered: Answer) -> list[float]:
    assert not answered.failures
    return list(answered.arrays["two", "sum"])


@pytest.mark.parametrize(("lane", "warmth"), [("warm", 1), ("cold", 0)])
def test_both_lanes_answer_with_what_they_were_prepared_with(
    workers: dict[Lane, Worker], lane: Lane, warmth: int
) -> None:
    assert given(answer(workers[lane], ADDS)) == [107, warmth]
    assert given(answer(workers[lane], ADDS)) == [107, warmth]


def test_where_nothing_can_be_forked_they_are_run_as_in_the_cold_lane(beside: Path) -> None:
    setup = Setup("arithmetic.exercises", {"offset": 100}, beside)
    tree = ServerTree(setup, {"plain": Bounds(None, Limits())}, 1)
    try:
        assert given(answer(tree.workers[0]["plain"], ADDS)) == [107, 0]
    finally:
        tree.close()


@pytest.mark.parametrize("lane", ["warm", "cold"])
def test_a_submission_reads_nothing_beside_the_exercises(
    workers: dict[Lane, Worker], machine: Machine, lane: Lane
) -> None:
    """What was imported before is there; the reference, which was not, is out of reach."""
    if not machine.holds(LANDLOCK):
        pytest.skip("without Landlock files' modes decide")
    assert given(answer(workers[lane], FINDS_FILES)) == [0, 1]


def test_the_subject_names_what_says_that_memory_ran_out(workers: dict[Lane, Worker]) -> None:
    failure = answer(workers["warm"], RUNS_OUT).failures["two", "sum"]
    assert failure.outcome == "out_of_memory" and "no room" in str(failure.message)
