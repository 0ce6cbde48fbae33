"""Machines with fewer protections, made of this one: another user, fewer capabilities or calls."""

from __future__ import annotations

from collections.abc import Sequence
import os
from pathlib import Path
import shutil
import subprocess
import sys
import sysconfig

from grader.jail.proof.protections import PREVENTS, Machine, Protection
import pytest

from tests.kit_assignment import environment

NOBODY = 65_534
DOCKER = (
    "chown dac_override fsetid fowner mknod net_raw setgid setuid setfcap setpcap net_bind_service "
    "sys_chroot kill audit_write"
)
"""What Docker leaves to root unless it is told otherwise."""

as_root = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None, reason="only root can become another user"
)

WITHOUT_CALLS = """
import errno, os, sys, pyseccomp
names, *command = sys.argv[1:]
rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
for name in names.split():
    # Of prlimit64, which also tells limits, only what sets them.
    which = [pyseccomp.Arg(2, pyseccomp.NE, 0)] if name == "prlimit64" else []
    rules.add_rule(pyseccomp.ERRNO(errno.EPERM), name, *which)
rules.load()
os.execv(command[0], command)
"""


def with_capabilities(names: str) -> list[str]:
    """Begins a command that root runs with these capabilities and no other."""
    kept = "".join(f",+{name}" for name in names.split())
    return ["setpriv", "--inh-caps=-all", f"--bounding-set=-all{kept}"]


def as_nobody() -> list[str]:
    """Begins a command that an ordinary user runs."""
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def without_calls(names: str) -> list[str]:
    """Begins a command for which these system calls are refused."""
    return [sys.executable, "-c", WITHOUT_CALLS, names]


def run(
    command: Sequence[str | Path], cwd: Path, **variables: str | Path
) -> subprocess.CompletedProcess[str]:
    """What the command printed, in two hundred columns."""
    own = {name: value for name, value in environment().items() if name != "PYTHONPATH"}
    own |= {"COLUMNS": "200", **{name: str(value) for name, value in variables.items()}}
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env=own, capture_output=True, text=True, check=False
    )


def public_python(folder: Path) -> Path:
    """A Python with all packages that every user can read; skips where there is none.

    Where this one is under a home that only its owner may enter, a virtual environment in `folder`
    is made of the system's.
    """
    if _nobody_can_run(Path(sys.executable)):
        return Path(sys.executable)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    python = virtual_environment(folder, Path("/usr/bin") / version)
    if not _nobody_can_run(python):
        pytest.skip("no Python here that every user can read")
    return python


def virtual_environment(folder: Path, python: Path) -> Path:
    """Another Python's, with the packages of this one."""
    packages = Path(sysconfig.get_paths()["purelib"])
    inside = folder / "venv" / "lib" / packages.parent.name / packages.name
    inside.parent.mkdir(parents=True)
    inside.symlink_to(packages)
    own = folder / "venv" / "bin" / "python"
    own.parent.mkdir()
    own.symlink_to(python)
    (folder / "venv" / "pyvenv.cfg").write_text(f"home = {python.parent}\n")
    return own


def without(machine: Machine, *names: str) -> Machine:
    """The machine, had it not these protections."""
    left = tuple(
        Protection(each.name, False, each.prevents, "It is not here. Get it.")
        if each.name in names
        else each
        for each in machine.protections
    )
    return Machine(left)


def all_holding() -> Machine:
    """A machine on which every protection holds, as far as is said."""
    held = (Protection(name, True, prevents) for name, prevents in PREVENTS.items())
    return Machine(tuple(held))


def _nobody_can_run(python: Path) -> bool:
    """And finds its own library, and not that of another Python."""
    command = [python, "-c", "import numpy, sys; print(sys.base_prefix)"]
    theirs, ours = (run([*who, *command], Path("/")) for who in (as_nobody(), []))
    return theirs.returncode == 0 and theirs.stdout == ours.stdout
