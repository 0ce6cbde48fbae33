"""Waiting for a file to be saved, by looking at it many times a second, which works everywhere.

Network drives, containers and virtual machines send no notifications of changed files, and editors
save in different ways: some write in place, so that the file is incomplete for a moment; others
write a new file and rename it, so that for a moment there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
import os
from pathlib import Path
import time

LOOK_SECONDS = 0.05
QUIET_SECONDS = 0.1
"""A file that has not changed for this long is taken to be complete."""

MISSING_SECONDS = 5.0

State = tuple[int, int, int]


def saves(path: Path, on_missing: Callable[[], object]) -> Iterator[None]:
    """Yields once at the start and whenever the file has been saved; never ends by itself.

    `on_missing` is called when the file has been gone for longer than any editor takes.
    """
    seen: State | None = None
    while True:
        now = _settled(path, on_missing)
        if now != seen:
            seen = now
            yield


def _settled(path: Path, on_missing: Callable[[], object]) -> State:
    """The state of the file, once it exists and has not changed for a while."""
    state = _state(path)
    since = time.monotonic()
    said = False
    while state is None or time.monotonic() - since < QUIET_SECONDS:
        time.sleep(LOOK_SECONDS)
        now = _state(path)
        if now != state:
            state, since = now, time.monotonic()
        elif state is None and not said and time.monotonic() - since > MISSING_SECONDS:
            said = True
            on_missing()
    return state


def _state(path: Path) -> State | None:
    """What changes when a file is saved: time, size and inode. None while there is no file."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
