"""How many graders fit the processors and the memory that this process may use.

A container, a batch system or systemd may leave a process less than the machine has: some of its
processors (affinity), some of their time (the quota of a cgroup), some of the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from grader.jail.walls.limits import processors_of_process

FIRST_GRADER_BYTES = 700 * 2**20
"""What the grader and its servers take: measured as 650 MB with TensorFlow and the demo network, so
that a subject without a framework is given more than it needs."""

FURTHER_GRADER_BYTES = 300 * 2**20
"""What each further grader adds, its servers and the children in which submissions run: measured as
180 MB with the demo network, and more where a submission needs more."""


def graders_that_fit(root: Path = Path("/")) -> int:
    """How many graders may work at once; at least 1."""
    left = memory_bytes(root) - FIRST_GRADER_BYTES
    return max(1, int(min(processors(root), 1 + left / FURTHER_GRADER_BYTES)))


def processors(root: Path = Path("/")) -> int:
    """How many processors this process has the full time of; at least 1."""
    return max(1, int(min([processors_of_process(), *_quotas(root)])))


def memory_bytes(root: Path = Path("/")) -> float:
    """The memory that this process and those beside it may take; infinite where unknown."""
    limits = [float("inf")]
    with suppress(OSError, ValueError, IndexError):
        total = (root / "proc/meminfo").read_text().partition("MemTotal:")[2].split()[0]
        limits.append(1024 * int(total))
    for folder in _cgroups(root, "memory"):
        for name in ("memory.max", "memory.high", "memory.limit_in_bytes"):
            with suppress(OSError, ValueError):  # "max" is no number
                limits.append(int((folder / name).read_text()))
    return min(limits)


def _quotas(root: Path) -> Iterator[float]:
    """The processor time that each cgroup is allowed, in processors."""
    for folder in _cgroups(root, "cpu"):
        with suppress(OSError, ValueError):  # "max" is no number
            quota, period = (folder / "cpu.max").read_text().split()
            yield int(quota) / int(period)
        with suppress(OSError, ValueError):
            microseconds = int((folder / "cpu.cfs_quota_us").read_text())
            if microseconds > 0:
                yield microseconds / int((folder / "cpu.cfs_period_us").read_text())


def _cgroups(root: Path, controller: str) -> Iterator[Path]:
    """The folders of this process's cgroups and of all above them, of v1 and v2."""
    mounts = root / "sys/fs/cgroup"
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:
            tops = [mounts, mounts / "unified"]
        elif controller in controllers.split(","):
            tops = [mounts / controllers, mounts / controller]
        else:
            continue
        # A container may see its own cgroup at the top, and be told of its path on the host.
        inside = [part for part in Path(path).parts if part not in ("/", "..")]
        for top in tops:
            for depth in range(len(inside) + 1):
                yield top.joinpath(*inside[:depth])
