"""What student code cannot use up, tried from inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
import mmap
import os
from pathlib import Path
import resource
import signal

from grader.jail.walls.confine import Confinement
from grader.jail.walls.forked import Outcome, run_in_child
from grader.jail.walls.limits import MEBIBYTE, Limits
import numpy as np
import pytest

PARENT = os.getpid()
Inside = Callable[[Callable[[], object]], Outcome]


def test_memory_bomb_is_a_memory_error(inside: Inside) -> None:
    outcome = inside(lambda: np.ones(4 << 30, np.uint8).size)
    assert outcome.failed_with("MemoryError")
    outcome = inside(lambda: len([bytearray(MEBIBYTE) for _ in range(4096)]))
    assert outcome.failed_with("MemoryError")


def test_memory_that_no_limit_counts_cannot_be_had(inside: Inside) -> None:
    assert inside(lambda: mmap.mmap(-1, MEBIBYTE).size()).refused
    growing = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x100
    assert inside(lambda: mmap.mmap(-1, MEBIBYTE, flags=growing).size()).failure


def test_memory_up_to_the_limit_can_be_had(inside: Inside) -> None:
    assert inside(lambda: np.ones(400 * MEBIBYTE, np.uint8).size).value == 400 * MEBIBYTE


def test_endless_loop_ends_by_cpu_time(plan: Confinement) -> None:
    """Also with every signal ignored that can be."""

    def work() -> None:
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)
        while True:
            pass

    short = replace(plan, limits=replace(plan.limits, cpu_seconds=1))
    assert run_in_child(work, short, seconds=30).signal == signal.SIGKILL


def test_files_and_descriptors_are_limited(inside: Inside, limits: Limits) -> None:
    outcome = inside(lambda: Path("large").write_bytes(bytes(2 * MEBIBYTE)))
    assert outcome.failed_with("File too large")
    outcome = inside(lambda: [os.dup(0) for _ in range(limits.open_files + 1)])
    assert outcome.failed_with("Too many open files")


@pytest.mark.parametrize("kind", ["DATA", "AS", "CPU", "FSIZE", "NOFILE", "NPROC"])
def test_limits_cannot_be_raised(inside: Inside, kind: str) -> None:
    number = getattr(resource, f"RLIMIT_{kind}")
    raised = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    assert inside(lambda: resource.setrlimit(number, raised)).failure


def test_limits_must_be_above_zero() -> None:
    with pytest.raises(ValueError, match="cpu_seconds"):
        Limits(cpu_seconds=0)


def test_leaves_no_core_file(inside: Inside) -> None:
    assert inside(lambda: resource.getrlimit(resource.RLIMIT_CORE)).value == [0, 0]
