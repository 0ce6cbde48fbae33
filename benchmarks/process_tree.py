"""What a process and all below it use, read from /proc: Linux only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
import os
from pathlib import Path
import threading

MEBIBYTE = 1024 * 1024
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Peak:
    """The most memory that was seen, in bytes: PSS, so that what is shared counts once."""

    bytes: int = 0


@contextmanager
def watched(root: int, every: float = 0.2) -> Iterator[Peak]:
    """Watch the memory of a process and all below it for as long as the block lasts."""
    peak, done = Peak(), threading.Event()

    def watch() -> None:
        while not done.wait(every):
            peak.bytes = max(peak.bytes, sum(_memory(pid) for pid in _tree(root)))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def cpu_seconds(root: int) -> float:
    """CPU that a process and all below it have taken, those that have ended included."""
    ticks = 0
    for pid in _tree(root):
        with suppress(OSError):
            ticks += sum(map(int, _stat(pid)[11:15]))
    return ticks / TICKS


def _tree(root: int) -> list[int]:
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(folder.name)] = int(_stat(int(folder.name))[1])
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on; the second may have spaces in it."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _memory(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
