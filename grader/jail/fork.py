"""Forks a confined child for a job, listens to it, and stops it when its time is up."""

from __future__ import annotations

from collections.abc import Callable
import contextlib
from dataclasses import dataclass, field, replace
import os
import selectors
import signal
import sys
import time
from typing import Any, TypeVar

from grader.jail.confine import Confinement, confine
from grader.jail.limits import Limits

NOT_READY = 70
"""Exit status of a child that could not be confined or made ready, and so ran no student code."""

Ready = TypeVar("Ready")

CHUNK = 65536
LOOK_SECONDS = 0.1
"""How often a scratch folder that the kernel does not bound is looked at."""


@dataclass
class _Stream:
    """What was read of a pipe; beyond `most` bytes it is read and thrown away."""

    most: int
    data: bytearray = field(default_factory=bytearray)

    def take(self, chunk: bytes) -> None:
        self.data += chunk[: self.most - len(self.data)]


@dataclass(frozen=True)
class Child:
    """A forked child and the grader's ends of its two pipes."""

    pid: int
    answer: int
    printed: int

    def listen(
        self, most_answered: int, limits: Limits, overflows: Callable[[], bool]
    ) -> dict[str, Any]:
        """Read until the child has ended or taken too much; afterwards it is gone either way.

        Returns how it `ended` (`exited`, `timed_out`, `overflowed` or `killed`), its exit status
        (negative: the signal), its times in seconds, and what it answered and printed.
        """
        started = time.monotonic()
        answer, printed = _Stream(most_answered), _Stream(limits.output_bytes)
        stopped = self._read(answer, printed, started + limits.wall_seconds, overflows)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)  # unconfined, it may have left others behind
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        _, status, usage = os.wait4(self.pid, 0)
        os.close(self.answer)
        os.close(self.printed)
        ended = "exited" if os.WIFEXITED(status) else "killed"
        return {
            "ended": stopped or ended,
            "status": os.waitstatus_to_exitcode(status),
            "seconds": time.monotonic() - started,
            "most_memory": 1024 * usage.ru_maxrss,
            "answer": bytes(answer.data),
            "printed": bytes(printed.data),
        }

    def _read(
        self, answer: _Stream, printed: _Stream, deadline: float, overflows: Callable[[], bool]
    ) -> str | None:
        """Why the child is to be stopped; None when it ended by itself."""
        ended = os.pidfd_open(self.pid)
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(ended, selectors.EVENT_READ)
                for descriptor, stream in ((self.answer, answer), (self.printed, printed)):
                    os.set_blocking(descriptor, False)
                    selector.register(descriptor, selectors.EVENT_READ, stream)
                return _read_until(selector, ended, deadline, overflows)
        finally:
            os.close(ended)


def _read_until(
    selector: selectors.BaseSelector, ended: int, deadline: float, overflows: Callable[[], bool]
) -> str | None:
    while (left := deadline - time.monotonic()) > 0:
        if overflows():
            return "overflowed"
        ready = selector.select(min(left, LOOK_SECONDS))
        for key, _ in ready:
            if key.data is not None and not _take_chunk(key.fd, key.data):
                selector.unregister(key.fd)
        if any(key.fd == ended for key, _ in ready):
            for key in list(selector.get_map().values()):
                # What it wrote last; bounded, as something it left may be writing still.
                for _ in range(1024):
                    if key.data is None or not _take_chunk(key.fd, key.data):
                        break
            return None
    return "timed_out"


def _take_chunk(descriptor: int, stream: _Stream) -> bool:
    """Read once; False when there is nothing more."""
    try:
        chunk = os.read(descriptor, CHUNK)
    except BlockingIOError:
        return False
    stream.take(chunk)
    return bool(chunk)


def fork(
    plan: Confinement | None,
    get_ready: Callable[[], Ready],
    work: Callable[[Ready, Callable[[bytes], object]], None],
) -> Child:
    """Fork a child that confines itself to `plan`, gets ready, and does `work`.

    `work` is given what `get_ready` returned, and how to answer. With no plan the child is not
    confined at all, and only the leader of a process group.
    """
    answer, answer_end = os.pipe()
    printed, printed_end = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        status = NOT_READY
        try:
            os.dup2(printed_end, 1)
            os.dup2(printed_end, 2)
            if plan is None:
                os.setsid()
                _close_all_but(answer_end)
            else:
                confine(replace(plan, keep_open=(1, 2, answer_end), parent=parent))
            ready = get_ready()
            status = 1
            with os.fdopen(answer_end, "wb", buffering=0) as stream:
                work(ready, stream.write)
            sys.stdout.flush()
            status = 0
        except BaseException as error:
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(status)  # whatever student code left to run at exit, does not
    os.close(answer_end)
    os.close(printed_end)
    return Child(pid, answer, printed)


def _close_all_but(kept: int) -> None:
    """Not even an unconfined child is to speak for its server."""
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))
