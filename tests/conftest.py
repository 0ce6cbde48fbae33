"""What many tests share: one assignment, opened once, and one grader, started once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
import os
from pathlib import Path
import shutil
import signal

from grader.core.assignment import DEFAULT
from grader.jail.proof.protections import Machine, probe
from grader.marking.grader import Grader
from grader.marking.session import GraderPool, ReadyAssignment
import pytest

from tests import kit_assignment
from tests.shared import once

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
def made_assignment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small assignment as it is made; to be copied, as others read it, too."""
    return once(tmp_path_factory, "small", kit_assignment.make)


@pytest.fixture(scope="session")
def small_assignment(made_assignment: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assignment.toml of a small assignment, with a public and a hidden case."""
    folder = tmp_path_factory.mktemp("small") / "assignment"
    shutil.copytree(made_assignment, folder)
    kit_assignment.sign(folder)
    return folder / "assignment.toml"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say last what a green run has left unproved."""
    # The processes of pytest-xdist have none: the one that started them has all their reports.
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    skipped = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in (reporter.stats.get("skipped", ()) if reporter else ())
        if isinstance(report.longrepr, tuple)
    )
    if skipped:
        reasons = ", ".join(f"{count} ({reason})" for reason, count in skipped.items())
        print(f"\nUnproved on this machine, because their tests were skipped: {reasons}.")
