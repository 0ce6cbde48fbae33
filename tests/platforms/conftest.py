"""Every pack built once, and the machines to run them on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
import os
from pathlib import Path
import shutil
import subprocess
import sys
import tempfile
import time

from grader.cli.commands.pack import PACKS
import pytest

from tests.kit_assignment import ROOT, environment
from tests.platforms.layouts import unpack
from tests.platforms.machines import Machine, machines, memory_cgroup, system_python


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder that every user can enter, as pytest's own is not."""
    folder = Path(tempfile.mkdtemp(prefix="platforms-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def place(open_folder: Path) -> Path:
    """A new folder in it, for one job."""
    folder = Path(tempfile.mkdtemp(dir=open_folder))
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def packs(open_folder: Path, small_assignment: Path) -> Mapping[str, Path]:
    """Every pack, by name, as its platform unpacks it."""
    made = {}
    for name in PACKS:
        out = open_folder / "packs" / (f"{name}.zip" if name == "gradescope" else name)
        command = [sys.executable, "-m", "grader", "pack", name, str(out)]
        done = subprocess.run(
            [*command, "--assignment", str(small_assignment)],
            cwd=ROOT, env=environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        made[name] = unpack(out, open_folder / "packs" / name)
    return made


@pytest.fixture(scope="session")
def python(open_folder: Path) -> Path:
    """The Python that is installed on the platform."""
    return system_python(open_folder) or Path(sys.executable)


@pytest.fixture(scope="session")
def known_machines(python: Path) -> Iterator[Mapping[str, Machine]]:
    """The machines, by name."""
    group = memory_cgroup(f"grader-test-{os.getpid()}") if os.geteuid() == 0 else None
    yield machines(python if str(python) != sys.executable else None, group)
    if group is not None:
        for _ in range(50):  # the kernel takes a moment to see that its processes are gone
            try:
                return group.rmdir()
            except OSError:
                time.sleep(0.1)
