"""Limits on what student code takes from the machine, and on what it inherits from the grader."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext, suppress
import ctypes
import os
from pathlib import Path
import resource

from grader.jail.walls.limits import MEBIBYTE, Limits
from grader.jail.walls.processes import statuses

# glibc reserves this much address space, unused, for each of up to eight arenas a processor.
ARENA_BYTES = 64 * MEBIBYTE
ARENAS_A_PROCESSOR = 8
DATA_FIELD = 5
ENVIRONMENT_FIELDS = slice(47, 49)
FIRST_TO_DIE = "1000"


def limit(limits: Limits, *, tasks_of_user: int, as_far_as_possible: bool = False) -> None:
    """Lower every limit of this process, for good; nothing can be raised again.

    `as_far_as_possible` leaves as it is what cannot be lowered here, instead of raising OSError or
    ValueError.

    Memory is bounded by RLIMIT_DATA, which counts what can be written to. RLIMIT_AS counts address
    space, of which glibc and TensorFlow reserve gigabytes that they never use, so it only guards
    what RLIMIT_DATA does not count.
    """
    space, data = _memory_inherited()
    arenas = ARENA_BYTES * ARENAS_A_PROCESSOR * (os.cpu_count() or 1)
    bounds = {
        resource.RLIMIT_DATA: data + limits.memory_bytes,
        resource.RLIMIT_AS: space + limits.memory_bytes + arenas,
        resource.RLIMIT_STACK: limits.stack_bytes,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_NPROC: tasks_of_user + limits.threads,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    pairs = {kind: (bound, bound) for kind, bound in bounds.items()}
    # At the first bound SIGXCPU, which can be ignored; at the second SIGKILL.
    pairs[resource.RLIMIT_CPU] = (limits.cpu_seconds, limits.cpu_seconds + 1)
    for kind, (soft, hard) in pairs.items():
        with suppress(OSError, ValueError) if as_far_as_possible else nullcontext():
            _lower(kind, soft, hard)


def _lower(kind: int, soft: int, hard: int) -> None:
    _, most = resource.getrlimit(kind)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))


def _memory_inherited() -> tuple[int, int]:
    """Address space and writable memory of this process, in bytes."""
    pages = Path("/proc/self/statm").read_text().split()
    return int(pages[0]) * resource.getpagesize(), int(pages[DATA_FIELD]) * resource.getpagesize()


def tasks_of_user() -> int:
    """How many threads this user has now, all of which count towards RLIMIT_NPROC.

    A confined child's files in /proc are root's, so what they say is read and not whose they are;
    in bytes, as a process may call itself what is no text.
    """
    own = str(os.getuid())
    return sum(int(status["Threads"]) for status in statuses() if status["Uid"].split()[0] == own)


def die_first_when_memory_is_short() -> None:
    """The kernel's out-of-memory killer takes the student's process, never the grader's."""
    Path("/proc/self/oom_score_adj").write_text(FIRST_TO_DIE)


def close_all_but(kept: frozenset[int]) -> None:
    """Close everything that the parent has open; stdin is at its end."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    start = 1
    for descriptor in sorted(kept - {0}):
        os.closerange(start, descriptor)
        start = descriptor + 1
    os.closerange(start, resource.getrlimit(resource.RLIMIT_NOFILE)[1])


def replace_environment(values: Mapping[str, str]) -> None:
    """Leave only `values`, and blank the memory that the variables came in.

    Copies that Python made of a variable are not found by this: whoever forks student code should
    itself have been started with an empty environment.
    """
    text = Path("/proc/self/stat").read_text()
    start, end = (int(field) for field in text.rpartition(")")[2].split()[ENVIRONMENT_FIELDS])
    os.environ.clear()
    if 0 < start < end:
        ctypes.memset(start, 0, end - start)
    os.environ.update(values)
