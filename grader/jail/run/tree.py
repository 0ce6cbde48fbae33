"""The grader's end of all servers: start them from one process, and end them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
import os
from pathlib import Path
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

from grader import ROOT
from grader.jail.proof.protections import OTHER_USER
from grader.jail.run.bounds import Bounds
from grader.jail.run.exercises import Setup
from grader.jail.run.messages import write_message
from grader.jail.run.plain import PlainWorker
from grader.jail.run.worker import Lane, Worker
from grader.jail.walls.copies import copy_for_all, with_copies
from grader.jail.walls.scratch import empty

if TYPE_CHECKING:
    from grader.jail.walls.users import Users

KEPT = ("PATH", "HOME", "SYSTEMROOT", "TEMP", "LD_LIBRARY_PATH")
"""What servers are given of the grader's environment: no token, no path of the grader."""

LAST_WORDS_BYTES = 4096


class ServerTree:
    """The processes of `count` workers in each of `lanes`, all forked from one."""

    def __init__(
        self,
        setup: Setup,
        lanes: Mapping[Lane, Bounds],
        count: int,
        environment: Mapping[str, str] = MappingProxyType({}),
        beside: int = 0,
    ) -> None:
        """Start them. The bounds are those of a job in each lane.

        `environment` is added to what the setup says of it; `beside` workers of other trees work
        at the same time. Raises BadInput where there are not users enough to run submissions as.
        """
        self._users = _take_users(lanes, count)
        self._environment = {**_environment(), **setup.environment, **environment}
        # Scratch folders are in here, so that none is left when a server is killed.
        self._folder = tempfile.TemporaryDirectory(prefix="grader-")
        os.chmod(self._folder.name, 0o711)
        # Appending, since all of them write to it and this end reads it: they share one position.
        self._log: IO[bytes] = tempfile.TemporaryFile("a+b")  # noqa: SIM115 (lives as long as this)
        self._words = "no message"
        self._closing = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self.workers: list[dict[Lane, Worker]] = [{} for _ in range(count)]
        setup, lanes = _within_reach(setup, lanes, Path(self._folder.name))
        if "plain" in lanes:
            self._start_plain(setup, lanes["plain"])
            return
        ends: list[dict[str, Any]] = []
        theirs: list[socket.socket] = []
        neighbours = len(lanes) * (count + beside) - 1
        for workers in self.workers:
            for lane, bounds in lanes.items():
                ours, end = socket.socketpair()
                theirs.append(end)
                bounds = replace(
                    bounds,
                    worker=self.users[len(ends)] if self._users else 0,
                    neighbours=neighbours,
                    folder=self._folder.name,
                )
                ends.append({"name": lane, "socket": end.fileno(), "bounds": bounds.to_json()})
                workers[lane] = Worker(
                    lane,
                    ours.makefile("rwb"),
                    bounds.limits,
                    self.last_words,
                    partial(_hang_up, ours),
                )
        control, end = socket.socketpair()
        self._process = self._popen(end.fileno(), [each.fileno() for each in theirs])
        for each in (*theirs, end):
            each.close()
        # Where they have ended already, that is said by who first waits for one of them.
        with control, suppress(OSError):
            write_message(control.makefile("rwb", buffering=0), setup.message(ends))

    def _start_plain(self, setup: Setup, bounds: Bounds) -> None:
        popen = partial(self._popen, subprocess.PIPE, [], "plain")
        for workers in self.workers:
            folder = Path(tempfile.mkdtemp(dir=self._folder.name))
            workers["plain"] = PlainWorker(
                bounds.limits, self.last_words, popen, setup.message([]), folder
            )

    def _popen(self, stdin: int, pass_fds: list[int], *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "grader.jail.run.server", *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE if arguments else self._log,
            stderr=self._log,
            cwd=ROOT,
            env=self._environment,
            pass_fds=pass_fds,
            bufsize=0,
            start_new_session=True,  # Ctrl-C is for the grader alone
        )

    def close(self) -> None:
        """End all of them; whatever runs below them dies with its parent. Nothing stays open."""
        with self._closing:
            if self._log.closed:
                return
            if self._process is not None:
                with suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            for worker in (worker for workers in self.workers for worker in workers.values()):
                worker.close()
            if sys.platform == "linux":
                with suppress(OSError):  # a killed server leaves its scratch, maybe very deep
                    empty(Path(self._folder.name))
            self._folder.cleanup()
            if self._users:
                self._users.close()
            self._words = self._last_line()
            self._log.close()

    @property
    def users(self) -> tuple[int, ...]:
        """The numbers of the users that submissions run as; none where it is the grader's own."""
        return tuple(self._users.numbers) if self._users else ()

    def last_words(self) -> str:
        """The last line that any of them wrote."""
        with self._closing:
            return self._words if self._log.closed else self._last_line()

    def _last_line(self) -> str:
        size = os.fstat(self._log.fileno()).st_size
        self._log.seek(max(0, size - LAST_WORDS_BYTES))
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "no message"


def _take_users(lanes: Mapping[Lane, Bounds], count: int) -> Users | None:
    """A user for each server, where submissions run as other users than the grader."""
    machines = [bounds.machine for bounds in lanes.values()]
    if not any(machine is not None and machine.holds(OTHER_USER) for machine in machines):
        return None
    from grader.jail.walls.users import Users  # Linux only

    return Users(count * len(lanes))


def _within_reach(
    setup: Setup, lanes: Mapping[Lane, Bounds], folder: Path
) -> tuple[Setup, Mapping[Lane, Bounds]]:
    """The same, with copies in `folder` of what children could not read where it is."""
    closed = [path for bounds in lanes.values() for path in bounds.out_of_reach()]
    copies = copy_for_all(closed, folder)
    return replace(setup, setup=with_copies(setup.setup, copies)), {
        lane: replace(bounds, readable=tuple(copies.get(path, path) for path in bounds.readable))
        for lane, bounds in lanes.items()
    }


def _hang_up(end: socket.socket) -> None:
    """A server ends when its grader does, or seems to: it listens for that during a job, too."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "PYTHONHASHSEED": "0"}
