"""The grader's handle on a server: start it, give it jobs, read what came of them, end it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from grader.exercise import Ask
from grader.jail.bounds import Bounds
from grader.jail.messages import read_message, write_message

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


@dataclass(frozen=True)
class Ended:
    """How a job ended, and the bytes that came of it, not yet looked at."""

    how: How
    status: int
    seconds: float
    answer: bytes
    printed: bytes


class Worker:
    """One server in one lane. Not for use by two threads at once."""

    def __init__(self, setup: Setup, lane: Lane, bounds: Bounds) -> None:
        """Start the server, whose children keep within `bounds`. Raises WorkerDied."""
        self._lane = lane
        self._seconds = bounds.limits.wall_seconds
        self._log = tempfile.TemporaryFile()
        self._server = subprocess.Popen(
            [sys.executable, "-m", "grader.jail.server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=PACKAGE_ROOT,
            env=_environment(),
        )
        header = {
            "lane": lane,
            "exercises": setup.exercises,
            "setup": dict(setup.setup),
            "bounds": bounds.to_json(),
            "scenes": {name: scene.shape for name, scene in setup.scenes.items()},
        }
        self._send(header, *(scene.tobytes() for scene in setup.scenes.values()))
        self._receive(START_SECONDS)

    def run(self, source: bytes, asks: tuple[Ask, ...]) -> Ended:
        """Put the asks to a submission. Raises WorkerDied when the server did not survive it.

        In the plain lane the server is the submission's own process, and its death an answer.
        """
        header = {"asks": [{"case": a.case, "array": a.array, "shape": a.shape} for a in asks]}
        started = time.monotonic()
        grace = 0.0 if self._lane == "plain" else GRACE_SECONDS
        try:
            self._send(header, source)
            reply, (answer, printed) = self._receive(self._seconds + grace)
        except WorkerDied as death:
            seconds = time.monotonic() - started
            if self._lane != "plain":
                raise
            how: How = "timed_out" if seconds >= self._seconds else "killed"
            return Ended(how, self._server.wait(), seconds, b"", str(death).encode())
        seconds = time.monotonic() - started
        return Ended(reply["ended"], reply["status"], seconds, answer, printed)

    @property
    def alive(self) -> bool:
        """Whether the server can take another job."""
        return self._server.poll() is None

    def close(self) -> None:
        """End the server and whatever runs below it."""
        self._server.kill()
        self._server.wait()
        for stream in (self._server.stdin, self._server.stdout, self._log):
            if stream is not None:
                stream.close()

    def _send(self, header: dict[str, Any], *blobs: bytes) -> None:
        assert self._server.stdin is not None
        try:
            write_message(self._server.stdin, header, *blobs)
        except OSError as error:
            raise WorkerDied(self._last_words()) from error

    def _receive(self, seconds: float) -> tuple[dict[str, Any], list[bytes]]:
        assert self._server.stdout is not None
        # Killing the server ends the read, on every platform.
        timer = threading.Timer(seconds, self._server.kill)
        timer.start()
        try:
            return read_message(self._server.stdout)
        except (EOFError, json.JSONDecodeError) as error:
            raise WorkerDied(self._last_words()) from error
        finally:
            timer.cancel()

    def _last_words(self) -> str:
        self._server.kill()
        status = self._server.wait()
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return f"the server ended with status {status}: {lines[-1] if lines else 'no message'}"


def _environment() -> dict[str, str]:
    """What TensorFlow's runtime needs to start alike everywhere; no token, no path of the grader."""
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
