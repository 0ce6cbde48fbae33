"""The processes of this machine, as /proc tells of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
import os
from pathlib import Path
import time

from grader.jail.walls.capabilities import Switch, switch

SERVER = b"grader.jail.run.server"


@dataclass(frozen=True)
class Process:
    """One process; `started` tells it from a later one of the same number."""

    pid: int
    started: int


@dataclass(frozen=True)
class _Seen:
    process: Process
    parent: int
    session: int
    command: bytes


def keep_orphans() -> None:
    """What loses its parent below this process becomes its own child, and is not lost to `init`.

    So what this run leaves is told from what other graders on this machine do.
    """
    switch(Switch.CHILD_SUBREAPER)


def below(pid: int) -> frozenset[Process]:
    """All processes that descend from `pid`."""
    children: dict[int, list[Process]] = {}
    for seen in _all():
        children.setdefault(seen.parent, []).append(seen.process)
    found: set[Process] = set()
    look = [pid]
    while look:
        new = children.get(look.pop(), [])
        found.update(new)
        look += [process.pid for process in new]
    return frozenset(found)


def servers_below(pid: int) -> frozenset[Process]:
    """The servers of the grader `pid`, and all that runs below them."""
    candidates = below(pid)
    seen = _all()
    return frozenset(e.process for e in seen if e.process in candidates and SERVER in e.command)


def jobs_below(pid: int) -> frozenset[Process]:
    """The processes in which submissions run: each leads a session of its own, below a server."""
    candidates = below(pid)
    return frozenset(
        seen.process
        for seen in _all()
        if seen.process in candidates and seen.session == seen.process.pid and seen.parent != pid
    )


def own_children() -> frozenset[Process]:
    """The processes whose parent is this one: those that it started, and, see `keep_orphans`, those
    below it whose own parent has died."""
    own = os.getpid()
    return frozenset(seen.process for seen in _all() if seen.parent == own)


def are_gone(processes: frozenset[Process], seconds: float) -> bool:
    """Whether all of `processes` have ended before `seconds` have passed."""
    deadline = time.monotonic() + seconds
    while living := processes & {seen.process for seen in _all()}:
        if time.monotonic() > deadline:
            print(f"still there: {living}")
            return False
        time.sleep(0.05)
    return True


def _all() -> Iterator[_Seen]:
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            # After the command's name, which is in brackets and may hold anything.
            fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
            command = (folder / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if fields[0] == b"Z":  # it has ended, and its parent is busy
            continue
        process = Process(int(folder.name), int(fields[19]))
        yield _Seen(process, int(fields[1]), int(fields[3]), command)
