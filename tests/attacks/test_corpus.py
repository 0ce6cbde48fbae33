"""The corpus itself: every hostile submission is graded by a test, on a machine that confines."""

from __future__ import annotations

import ast
import os
from pathlib import Path
import signal
import subprocess
import sys

from grader.jail.proof.protections import LANDLOCK, OTHER_USER, SECCOMP, Machine
from grader.jail.walls import landlock
import pytest

from tests.attacks.arena import SUBMISSIONS
from tests.attacks.processes import keep_orphans, own_children

ATTACKS = sorted(path.stem for path in SUBMISSIONS.glob("*.py"))


def test_what_this_machine_could_confine_with_holds(machine: Machine) -> None:
    """Nothing here is skipped for want of a protection that the kernel has."""
    assert sys.platform == "linux", "the attacks are made for Linux"
    assert machine.confines
    assert machine.holds(LANDLOCK) == (landlock.abi() > 0)
    assert machine.holds(SECCOMP) == Path("/proc/sys/kernel/seccomp/actions_avail").exists()
    assert machine.holds(OTHER_USER) == (os.geteuid() == 0)


def test_what_loses_its_parent_is_seen() -> None:
    """And only that of this run: a grader beside it may leave what it likes."""
    keep_orphans()
    command = ["sh", "-c", "sleep 60 > /dev/null & echo $!"]
    pid = int(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    assert pid in {process.pid for process in own_children()}
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def test_there_are_many() -> None:
    assert len(ATTACKS) >= 45


@pytest.mark.parametrize("name", ATTACKS)
def test_every_attack_says_its_threat_and_is_tested(name: str) -> None:
    module = ast.parse((SUBMISSIONS / f"{name}.py").read_text("utf-8"))
    assert (ast.get_docstring(module) or "").startswith("Threat: ")
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert f'"{name}"' in tests
