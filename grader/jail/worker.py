"""The grader's end of the servers: start them, give them jobs, read what came of them, end them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
import io
import json
import os
from pathlib import Path
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from types import MappingProxyType
from typing import IO, Any, BinaryIO, Literal

from grader.exercise import Ask
from grader.jail.bounds import Bounds
from grader.jail.limits import Limits
from grader.jail.messages import read_message, write_message
import numpy as np
from numpy.typing import NDArray

Lane = Literal["warm", "cold", "plain"]
How = Literal["exited", "killed", "timed_out", "overflowed"]
PACKAGE_ROOT = Path(__file__).parents[2]
START_SECONDS = 180.0
GRACE_SECONDS = 30.0


class WorkerDied(Exception):
    """The grader's own server failed; no fault of any submission."""


@dataclass(frozen=True)
class Setup:
    """The exercises of an assignment: the module's name, and what it is prepared with."""

    exercises: str
    setup: Mapping[str, Any]
    scenes: Mapping[str, NDArray[np.uint8]]

    def message(self, lanes: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], list[bytes]]:
        """The message that starts servers of these lanes."""
        header = {
            "exercises": self.exercises,
            "setup": dict(self.setup),
            "lanes": list(lanes),
            "scenes": {name: scene.shape for name, scene in self.scenes.items()},
        }
        return header, [scene.tobytes() for scene in self.scenes.values()]


@dataclass(frozen=True)
class Ended:
    """How a job ended, and the bytes that came of it, not yet looked at."""

    how: How
    status: int
    seconds: float
    answer: bytes
    printed: bytes
    most_memory: int = 0


class Worker:
    """One server of one lane. Not for use by two threads at once."""

    def __init__(self, lane: Lane, stream: BinaryIO, limits: Limits, tree: ServerTree) -> None:
        """`limits` are those of a job; `tree` the processes that the server belongs to."""
        self.limits = limits
        self._lane, self._stream, self._tree = lane, stream, tree
        self._pid: int | None = None
        self.alive = True

    def run(self, source: bytes, asks: tuple[Ask, ...]) -> Ended:
        """Put the asks to a submission. Raises WorkerDied when the server did not survive it.

        In the plain lane the server is the submission's own process, and its death an answer.
        """
        if self._pid is None:
            self._pid = self._receive(START_SECONDS)[0]["ready"]
        started = time.monotonic()
        try:
            self._send({"asks": [asdict(ask) for ask in asks]}, source)
            grace = 0.0 if self._lane == "plain" else GRACE_SECONDS
            reply, (answer, printed) = self._receive(self.limits.wall_seconds + grace)
        except WorkerDied as death:
            if self._lane != "plain":
                raise
            seconds = time.monotonic() - started
            how: How = "timed_out" if seconds >= self.limits.wall_seconds else "killed"
            return Ended(how, self._tree.status(), seconds, b"", str(death).encode())
        return Ended(
            reply["ended"], reply["status"], reply["seconds"], answer, printed, reply["most_memory"]
        )

    def _send(self, header: dict[str, Any], *blobs: bytes) -> None:
        try:
            write_message(self._stream, header, *blobs)
        except OSError as error:
            raise self._died() from error

    def _receive(self, seconds: float) -> tuple[dict[str, Any], list[bytes]]:
        # Killing the server ends the read, on every platform.
        timer = threading.Timer(seconds, self._kill)
        timer.start()
        try:
            return read_message(self._stream)
        except (EOFError, OSError, json.JSONDecodeError) as error:
            raise self._died() from error
        finally:
            timer.cancel()

    def _kill(self) -> None:
        if self._pid is None:
            self._tree.close()
            return
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)

    def _died(self) -> WorkerDied:
        self.alive = False
        self._kill()
        return WorkerDied(f"a {self._lane} server ended: {self._tree.last_words()}")


class ServerTree:
    """The processes of `count` workers in each of `lanes`, all forked from one."""

    def __init__(
        self,
        setup: Setup,
        lanes: Mapping[Lane, Bounds],
        count: int,
        first: int = 0,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Start them, numbered from `first`. The bounds are those of a job in each lane.

        `environment` is added to what TensorFlow starts with.
        """
        self._environment = {**_environment(), **environment}
        # Scratch folders are in here, so that none is left when a server is killed.
        self._folder = tempfile.TemporaryDirectory(prefix="grader-")
        os.chmod(self._folder.name, 0o711)
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as this)
        self.workers: list[dict[Lane, Worker]] = [{} for _ in range(count)]
        if "plain" in lanes:
            self._start_plain(setup, lanes["plain"])
            return
        ends: list[dict[str, Any]] = []
        theirs: list[socket.socket] = []
        for number, workers in enumerate(self.workers):
            for lane, bounds in lanes.items():
                ours, end = socket.socketpair()
                theirs.append(end)
                bounds = replace(
                    bounds,
                    worker=2 * (first + number) + (lane == "cold"),
                    folder=self._folder.name,
                )
                ends.append({"name": lane, "socket": end.fileno(), "bounds": bounds.to_json()})
                stream: Any = ours.makefile("rwb")
                workers[lane] = Worker(lane, stream, bounds.limits, self)
                ours.close()
        control, end = socket.socketpair()
        self._process = self._popen(end.fileno(), [each.fileno() for each in theirs])
        for each in (*theirs, end):
            each.close()
        with control:
            header, blobs = setup.message(ends)
            write_message(control.makefile("wb"), header, *blobs)

    def _start_plain(self, setup: Setup, bounds: Bounds) -> None:
        self._process = self._popen(subprocess.PIPE, [], "plain")
        assert self._process.stdin is not None and self._process.stdout is not None
        stream: Any = io.BufferedRWPair(self._process.stdout, self._process.stdin)
        self.workers[0]["plain"] = Worker("plain", stream, bounds.limits, self)
        header, blobs = setup.message([])
        write_message(stream, header, *blobs)

    def _popen(self, stdin: int, pass_fds: list[int], *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "grader.jail.server", *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE if arguments else self._log,
            stderr=self._log,
            cwd=PACKAGE_ROOT,
            env=self._environment,
            pass_fds=pass_fds,
            bufsize=0,
            start_new_session=True,  # Ctrl-C is for the grader alone
        )

    def close(self) -> None:
        """End all of them; whatever runs below them dies with its parent."""
        if sys.platform == "win32":
            self._process.kill()
        else:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._folder.cleanup()

    def status(self) -> int:
        """The exit status of the first process, which has ended or is ended now."""
        self.close()
        return self._process.returncode

    def last_words(self) -> str:
        """The last line that any of them wrote."""
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "no message"


def _environment() -> dict[str, str]:
    """What TensorFlow needs to start alike everywhere; no token, no path of the grader."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME", "SYSTEMROOT", "TEMP", "KERAS_HOME", "LD_LIBRARY_PATH")
        or name.startswith(("TF_ENABLE_", "ONEDNN_", "DNNL_"))
    }
    return {
        **kept,
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "PYTHONHASHSEED": "0",
    }
