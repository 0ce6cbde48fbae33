"""How much of the machine one submission may use."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
import os

MEBIBYTE = 1024 * 1024
THREADS = 64
THREADS_A_PROCESSOR = 4
"""TensorFlow, OpenBLAS and OpenCV together start 9 threads on 2 processors, 51 on 16 and about 200
on 64: threads beyond 4 a processor are the submission's own."""


def processors_of_process() -> int:
    """How many processors this process may run on, whatever share it has of them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _threads() -> int:
    return max(THREADS, THREADS_A_PROCESSOR * processors_of_process())


@dataclass(frozen=True)
class Limits:
    """The most that one confined child may take of each resource.

    The memory limit counts what the child adds to what it inherited, so that a warm and a cold
    worker give a submission the same room. `wall_seconds` and `output_bytes` are for the parent to
    enforce: the child cannot be trusted to stop itself. `threads` are as few as the libraries need:
    threads that compute take their processors from whoever is graded beside them.
    """

    wall_seconds: float = 20.0
    cpu_seconds: int = 40
    memory_bytes: int = 4096 * MEBIBYTE
    stack_bytes: int = 64 * MEBIBYTE
    file_bytes: int = 16 * MEBIBYTE
    scratch_bytes: int = 64 * MEBIBYTE
    scratch_files: int = 1000
    output_bytes: int = 1 * MEBIBYTE
    open_files: int = 128
    threads: int = field(default_factory=_threads)

    def __post_init__(self) -> None:
        """Raises ValueError for a limit that is not above zero, which would mean "no limit"."""
        for each in fields(self):
            if getattr(self, each.name) <= 0:
                raise ValueError(f"the limit {each.name} must be above zero")
