"""What is said of a machine that lacks a protection is true, and says what to do."""

from __future__ import annotations

import os
from pathlib import Path
import subprocess
import sys

from grader.jail.proof import protections

LINUX_ONLY = ("pyseccomp", "py_landlock", "fcntl", "resource", "termios")


def run_without(modules: tuple[str, ...], script: str) -> str:
    """In a fresh interpreter in which importing `modules` fails."""
    missing = "".join(f"sys.modules[{name!r}] = None\n" for name in modules)
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{missing}{script}"],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_other_systems_can_import_and_are_told_that_nothing_holds() -> None:
    script = (
        "sys.platform = 'darwin'\n"
        "from grader.jail.proof import exposure, protections\n"
        "from grader.jail.walls import confine, forked, limits, scratch\n"
        "print(any(each.holds for each in protections.probe().protections))\n"
    )
    assert run_without(LINUX_ONLY, script) == "False"


def test_a_missing_libseccomp_is_said_with_its_remedy() -> None:
    script = (
        "from grader.jail.proof import protections\n"
        "machine = protections.probe()\n"
        "[missing] = [each for each in machine.protections if each.name == 'seccomp']\n"
        "print(missing.holds, machine.holds('Landlock'), 'libseccomp2' in missing.remedy)\n"
        "print(machine.reads_past_modes)\n"
    )
    assert run_without(("pyseccomp",), script).split() == ["False", "True", "True", "False"]


def test_a_missing_landlock_never_keeps_the_capability_to_read_all() -> None:
    """Python under a home that only root enters: then no other user, and the reason in words."""
    script = (
        "from grader.jail.proof import protections\n"
        "machine = protections.probe()\n"
        "[user] = [each for each in machine.protections if each.name == 'other user']\n"
        "print(machine.holds('Landlock'), machine.reads_past_modes, user.holds or user.remedy)\n"
    )
    landlock, reads_past_modes, user = run_without(("py_landlock",), script).split(maxsplit=2)
    assert (landlock, reads_past_modes) == ("False", "False")
    if os.geteuid() == 0 and protections.probe().reads_past_modes:
        assert "Install Python where every user can read it" in user


def test_names_are_of_protections() -> None:
    machine = protections.probe()
    assert [each.name for each in machine.protections] == list(protections.PREVENTS)
    assert set(protections.PREVENTS) == set(protections.REMEDIES)
