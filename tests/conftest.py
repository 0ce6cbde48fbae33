"""What many tests share: one assignment, opened once, and one grader, started once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
import os
from pathlib import Path
import signal

from grader.core.assignment import DEFAULT
from grader.jail.proof.protections import Machine, probe
from grader.marking.grader import Grader
from grader.marking.session import GraderPool, ReadyAssignment
import pytest

from tests import kit_assignment

# A shell's background jobs ignore Ctrl-C, and all that they start does, too.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Tests expect English, whatever the locale of the machine.
os.environ["LC_ALL"] = "C.UTF-8"


@pytest.fixture(scope="session")
def machine() -> Machine:
    """What this machine can confine with."""
    return probe()


@pytest.fixture(scope="session")
def ready() -> ReadyAssignment:
    """The project's own assignment."""
    return ReadyAssignment.open(DEFAULT)


@pytest.fixture(scope="session")
def grader(ready: ReadyAssignment, machine: Machine) -> Iterator[Grader]:
    """A grader whose servers are warm after its first submission."""
    with GraderPool(ready, machine, 1) as pool:
        yield pool.graders[0]


@pytest.fixture(scope="session")
def small_assignment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assignment.toml of a small assignment, with a public and a hidden case."""
    return kit_assignment.make(tmp_path_factory.mktemp("small"))


_SKIPPED = pytest.StashKey[Counter[str]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Count what is skipped, by its reason."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        item.config.stash.setdefault(_SKIPPED, Counter())[reason] += 1
    return report


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say last what a green run has left unproved."""
    skipped = config.stash.get(_SKIPPED, Counter())
    if skipped:
        reasons = ", ".join(f"{count} ({reason})" for reason, count in skipped.items())
        print(f"\nUnproved on this machine, because their tests were skipped: {reasons}.")
