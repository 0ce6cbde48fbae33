"""Runs a function of the grader's own in a forked child, confined or not, and returns its result.

For finding out what holds on this machine; student code is run by other means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
import json
import os
import select
import signal
import time

from grader.jail.walls.confine import Confinement, confine

CHUNK = 65_536


@dataclass(frozen=True)
class Outcome:
    """What came of the function: its value, the exception's words, or the signal it died by."""

    value: object = None
    failure: str | None = None
    signal: int = 0

    @property
    def refused(self) -> bool:
        """Whether it met a PermissionError, as opposed to another failure or none."""
        return self.failure is not None and self.failure.startswith(PermissionError.__name__)

    def failed_with(self, words: str) -> bool:
        """Whether it failed, and `words` are in what it failed with."""
        return self.failure is not None and words in self.failure


def run_in_child(
    work: Callable[[], object], plan: Confinement | None = None, *, seconds: float = 20.0
) -> Outcome:
    """Run `work`, whose result must fit into JSON, in a child confined to `plan`.

    A child that is not done after `seconds` is killed, and the outcome names the signal.
    """
    reading, writing = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(reading)
        if plan is not None:
            plan = replace(plan, keep_open=(*plan.keep_open, writing), parent=parent)
        _work_and_exit(work, plan, writing)
    os.close(writing)
    answer = _read_until_closed(reading, seconds)
    os.close(reading)
    if answer is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return Outcome(failure="killed", signal=os.WTERMSIG(status))
    return Outcome(**json.loads(answer)) if answer else Outcome(failure="no answer")


def _work_and_exit(work: Callable[[], object], plan: Confinement | None, writing: int) -> None:
    """Never returns, so that the child never runs what its parent was about to do."""
    try:
        if plan is not None:
            confine(plan)
        answer = {"value": work()}
    except BaseException as error:
        answer = {"failure": f"{type(error).__name__}: {error}"}
    try:
        text = json.dumps(answer).encode()
        while text:
            text = text[os.write(writing, text) :]
    finally:
        os._exit(0)


def _read_until_closed(reading: int, seconds: float) -> bytes | None:
    """All that comes before the other end closes; None where that is not in time."""
    deadline = time.monotonic() + seconds
    parts: list[bytes] = []
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return None
        part = os.read(reading, CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)
