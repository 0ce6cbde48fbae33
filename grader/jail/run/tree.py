"""The grader's end of all servers: start them from one process, and end them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
import os
from pathlib import Path
import socket
import subprocess
import sys
import tempfile
import threading
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from grader.jail.proof.protections import OTHER_USER
from grader.jail.run.bounds import Bounds
from grader.jail.run.exercises import Setup
from grader.jail.run.plain import PlainWorker
from grader.jail.run.start import Log, Start, popen
from grader.jail.run.worker import Lane, Worker
from grader.jail.walls.copies import copy_for_all, with_copies
from grader.jail.walls.scratch import empty

if TYPE_CHECKING:
    from grader.jail.walls.users import Users


class ServerTree:
    """The processes of `count` workers in each of `lanes`, all forked from one."""

    def __init__(
        self,
        setup: Setup,
        lanes: Mapping[Lane, Bounds],
        count: int,
        environment: Mapping[str, str] = MappingProxyType({}),
        beside: int = 0,
        start: Start | None = None,
    ) -> None:
        """Start them. The bounds are those of a job in each lane.

        `environment` is added to what the setup says of it; `beside` workers of other trees work
        at the same time. `start` is a process that imports the setup's exercises already, in that
        environment, and becomes the tree's. Raises BadInput where there are not users enough to
        run submissions as.
        """
        self._users = _take_users(lanes, count)
        # Scratch folders are in here, so that none is left when a server is killed.
        self._folder = tempfile.TemporaryDirectory(prefix="grader-")
        os.chmod(self._folder.name, 0o711)
        self._closing = threading.Lock()
        self._is_closed = False
        self.workers: list[dict[Lane, Worker]] = [{} for _ in range(count)]
        setup, lanes = _within_reach(setup, lanes, Path(self._folder.name))
        if "plain" in lanes:
            self._start, self._log = None, Log()
            self._start_plain(setup, lanes["plain"], environment)
            return
        self._start = start or Start(setup, environment)
        self._log = self._start.log
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
                ends.append({"name": lane, "bounds": bounds.to_json()})
                stream, hang_up = ours.makefile("rwb"), partial(_hang_up, ours)
                workers[lane] = Worker(lane, stream, bounds.limits, self.last_words, hang_up)
        self._start.serve(setup.prepared(ends), theirs)
        for each in theirs:
            each.close()

    def _start_plain(self, setup: Setup, bounds: Bounds, environment: Mapping[str, str]) -> None:
        pipe = subprocess.PIPE
        start = partial(popen, setup, environment, pipe, pipe, self._log, "plain")
        for workers in self.workers:
            folder = Path(tempfile.mkdtemp(dir=self._folder.name))
            messages = setup.imported, {**setup.prepared([]), "folder": str(folder)}
            workers["plain"] = PlainWorker(bounds.limits, self.last_words, start, messages, folder)

    def close(self) -> None:
        """End all of them; whatever runs below them dies with its parent. Nothing stays open."""
        with self._closing:
            if self._is_closed:
                return
            self._is_closed = True
        if self._start is not None:
            self._start.close()
        for worker in (worker for workers in self.workers for worker in workers.values()):
            worker.close()
        if sys.platform == "linux":
            with suppress(OSError):  # a killed server leaves its scratch, maybe very deep
                empty(Path(self._folder.name))
        self._folder.cleanup()
        if self._users:
            self._users.close()
        self._log.close()

    @property
    def users(self) -> tuple[int, ...]:
        """The numbers of the users that submissions run as; none where it is the grader's own."""
        return tuple(self._users.numbers) if self._users else ()

    def last_words(self) -> str:
        """The last line that any of them wrote."""
        return self._log.last_words()


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
