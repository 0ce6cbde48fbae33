"""Whether the machine ran short of processors or memory for a submission."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Literal

Shortage = Literal["", "processor", "memory"]

WANTS_TO_RUN = (b"R", b"D")
"""The kernel's letters for a thread that runs or waits for a processor, or for the disk."""


def wants_to_run(pid: int) -> bool:
    """Whether a process has a thread that could run; sleeping ones do not count.

    False of a process that cannot be seen.
    """
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                # After the thread's name, which is in brackets and may be any bytes.
                if (task / "stat").read_bytes().rpartition(b")")[2].split()[0] in WANTS_TO_RUN:
                    return True
    return False


def ended_for_want_of_memory() -> int:
    """How many processes the kernel has ended so far, in whatever cgroup; 0 where it does not say.

    Since Linux 4.13.
    """
    with suppress(OSError, ValueError):
        words = Path("/proc/vmstat").read_text().split()
        return int(words[words.index("oom_kill") + 1])
    return 0
