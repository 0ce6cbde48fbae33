"""Forks a confined child for a job, reads its answer, and stops it when its time is up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
import contextlib
from dataclasses import dataclass, replace
import os
from pathlib import Path
import resource
import select
import selectors
import signal
import sys
import time
from typing import Any, TypeVar

from grader.jail.run.pages import Catch
from grader.jail.run.shortage import Shortage, ended_for_want_of_memory, wants_to_run
from grader.jail.walls.confine import Confinement, confine
from grader.jail.walls.limits import Limits

READY = b"!"
"""Written before the answer, and before any student code: nothing that a submission does later,
whatever status it exits with, can look as if the grader had failed to make its child ready."""

READY_SECONDS = 60.0
LOOK_SECONDS = 0.1
"""The interval at which a scratch folder that the kernel does not bound is checked."""

LAST_READS = 1024
LITTLE = 0.5
"""A job that got less than this share of its time on a processor cannot be called slow."""

Ready = TypeVar("Ready")


class HungUp(EOFError):
    """The grader is gone; its children must end, too."""


@dataclass(frozen=True)
class Child:
    """A forked child, the server's ends of its two pipes, and the memory that it began with.

    `ended_before` processes had been ended for want of memory on this machine when it was forked.
    """

    pid: int
    answer: int
    printed: int
    inherited: int
    ended_before: int

    def listen(
        self,
        answer: Catch,
        printed: Catch,
        limits: Limits,
        overflows: Callable[[], bool],
        grader: int,
    ) -> dict[str, Any]:
        """Read until the child has ended or taken too much; afterwards it is gone either way.

        Returns how it `ended` (`exited`, `timed_out`, `overflowed`, `killed`, or `not_ready` when
        no student code was run), its exit status (negative: the signal), its seconds once ready,
        its CPU seconds, the most memory it had beyond what it inherited, and which `shortage` of
        the machine's ended it, if one did. `grader` is the socket of who waits for it; raises
        HungUp when nobody does any more.
        """
        stopped: str | None = "not_ready"
        waits = False
        started = time.monotonic()
        try:
            if self._is_ready(grader):
                started = time.monotonic()
                catches = {self.answer: answer, self.printed: printed}
                stopped = self._hear(catches, started + limits.wall_seconds, overflows, grader)
                waits = stopped == "timed_out" and wants_to_run(self.pid)
            else:
                printed.read_from(self.printed)
        finally:
            status, usage = self._end()
        seconds, cpu_seconds = time.monotonic() - started, usage.ru_utime + usage.ru_stime
        ended = "exited" if os.WIFEXITED(status) else "killed"
        shortage: Shortage = ""
        if waits and cpu_seconds < LITTLE * seconds:
            shortage = "processor"
        elif not stopped and self._was_ended_for_want_of_memory(status):
            shortage = "memory"
        return {
            "ended": stopped or ended,
            "status": os.waitstatus_to_exitcode(status),
            "seconds": seconds,
            "cpu_seconds": cpu_seconds,
            "most_memory": 1024 * usage.ru_maxrss - self.inherited,
            "shortage": shortage,
        }

    def _was_ended_for_want_of_memory(self, status: int) -> bool:
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        return killed and ended_for_want_of_memory() > self.ended_before

    def _is_ready(self, grader: int) -> bool:
        """Wait for the child's word that it is confined, and has all that the job needs."""
        os.set_blocking(self.printed, False)
        ready, _, _ = select.select([self.answer, grader], [], [], READY_SECONDS)
        if grader in ready:
            raise HungUp
        return bool(ready) and os.read(self.answer, len(READY)) == READY

    def _hear(
        self,
        catches: Mapping[int, Catch],
        deadline: float,
        overflows: Callable[[], bool],
        grader: int,
    ) -> str | None:
        """Why the child is to be stopped; None when it ended by itself."""
        ended = os.pidfd_open(self.pid)
        try:
            with selectors.DefaultSelector() as selector:
                for descriptor in (ended, grader, *catches):
                    selector.register(descriptor, selectors.EVENT_READ)
                for descriptor in catches:
                    os.set_blocking(descriptor, False)
                while (left := deadline - time.monotonic()) > 0:
                    if overflows():
                        return "overflowed"
                    ready = {key.fd for key, _ in selector.select(min(left, LOOK_SECONDS))}
                    if grader in ready:
                        raise HungUp
                    for descriptor in catches.keys() & ready:
                        if not catches[descriptor].read_from(descriptor):
                            selector.unregister(descriptor)
                    if ended in ready:
                        _read_the_rest(catches)
                        return None
                return "timed_out"
        finally:
            os.close(ended)

    def _end(self) -> tuple[int, resource.struct_rusage]:
        """Kill the child, and wait for it; its status and what it took."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)  # unconfined, it may have left others behind
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        _, status, usage = os.wait4(self.pid, 0)
        os.close(self.answer)
        os.close(self.printed)
        return status, usage


def _read_the_rest(catches: Mapping[int, Catch]) -> None:
    """What the child wrote last; bounded, as something it left may be writing still."""
    for descriptor, catch in catches.items():
        for _ in range(LAST_READS):
            if not catch.read_from(descriptor):
                break


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
    inherited = _resident_memory()
    ended_before = ended_for_want_of_memory()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.dup2(printed_end, 1)
            os.dup2(printed_end, 2)
            if plan is None:
                os.setsid()
                _close_all_but(answer_end)
            else:
                confine(replace(plan, keep_open=(1, 2, answer_end), parent=parent))
            ready = get_ready()
            os.write(answer_end, READY)
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
    return Child(pid, answer, printed, inherited, ended_before)


def _resident_memory() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * resource.getpagesize()


def _close_all_but(kept: int) -> None:
    """Not even an unconfined child may speak for its server."""
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))
