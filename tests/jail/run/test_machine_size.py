"""As many graders as there is room for, by whatever the machine says of it."""

from __future__ import annotations

import os
from pathlib import Path

from grader.jail.run.machine_size import (
    FIRST_GRADER_BYTES,
    FURTHER_GRADER_BYTES,
    graders_that_fit,
    memory_bytes,
    processors,
)
import pytest

GIBIBYTE = 2**30


@pytest.fixture(autouse=True)
def eight_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)))


def machine(root: Path, **files: str) -> Path:
    """A machine of 64 GiB whose other files are these, `__` for `/`."""
    contents = {"proc__meminfo": f"MemFree: 1 kB\nMemTotal:   {64 * 2**20} kB\n", **files}
    for name, text in contents.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_a_machine_without_limits(tmp_path: Path) -> None:
    root = machine(tmp_path, proc__self__cgroup="0::/\n")
    assert graders_that_fit(root) == processors(root) == 8
    assert memory_bytes(root) == 64 * GIBIBYTE


def test_no_more_than_the_processors_it_may_run_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {3, 5})
    assert graders_that_fit(machine(tmp_path)) == 2


def test_the_limits_of_a_cgroup_and_of_those_above_it(tmp_path: Path) -> None:
    files = {
        "proc__self__cgroup": "0::/user.slice/job\n",
        "sys__fs__cgroup__user.slice__cpu.max": "350000 100000\n",
        "sys__fs__cgroup__user.slice__memory.max": f"{4 * GIBIBYTE}\n",
        "sys__fs__cgroup__user.slice__job__cpu.max": "max 100000\n",
        "sys__fs__cgroup__user.slice__job__memory.max": "max\n",
    }
    root = machine(tmp_path, **files)
    assert processors(root) == graders_that_fit(root) == 3
    assert memory_bytes(root) == 4 * GIBIBYTE


def test_a_container_that_is_told_its_path_on_the_host(tmp_path: Path) -> None:
    files = {
        "proc__self__cgroup": "9:cpu,cpuacct:/docker/12\n4:memory:/docker/12\n",
        "sys__fs__cgroup__cpu,cpuacct__cpu.cfs_quota_us": "200000\n",
        "sys__fs__cgroup__cpu,cpuacct__cpu.cfs_period_us": "50000\n",
        "sys__fs__cgroup__memory__memory.limit_in_bytes": f"{2 * GIBIBYTE}\n",
    }
    root = machine(tmp_path, **files)
    assert processors(root) == 4
    assert memory_bytes(root) == 2 * GIBIBYTE


def test_cgroups_of_v1_without_limits(tmp_path: Path) -> None:
    files = {
        "proc__self__cgroup": "9:cpu:/\n4:memory:/\n",
        "sys__fs__cgroup__cpu__cpu.cfs_quota_us": "-1\n",
        "sys__fs__cgroup__cpu__cpu.cfs_period_us": "100000\n",
        "sys__fs__cgroup__memory__memory.limit_in_bytes": "9223372036854771712\n",
    }
    assert graders_that_fit(machine(tmp_path, **files)) == 8


@pytest.mark.parametrize(("further", "fit"), [(-1, 1), (0, 1), (1, 2), (2.9, 3), (50, 8)])
def test_memory_bounds_the_graders(tmp_path: Path, further: float, fit: int) -> None:
    room = int(FIRST_GRADER_BYTES + further * FURTHER_GRADER_BYTES)
    files = {"proc__self__cgroup": "0::/\n", "sys__fs__cgroup__memory.max": str(room)}
    assert graders_that_fit(machine(tmp_path, **files)) == fit


def test_half_a_processor_is_room_for_one(tmp_path: Path) -> None:
    files = {"proc__self__cgroup": "0::/a\n", "sys__fs__cgroup__a__cpu.max": "50000 100000"}
    assert graders_that_fit(machine(tmp_path, **files)) == 1


def test_where_nothing_is_told(tmp_path: Path) -> None:
    assert graders_that_fit(tmp_path) == 8
