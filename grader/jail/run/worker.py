"""The grader's end of one server: give it jobs, and read what came of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
import threading
from typing import Any, Literal

from grader.core.answer import capacity
from grader.jail.run.job import Job
from grader.jail.run.messages import Stream, read_message, write_message
from grader.jail.run.shortage import Shortage
from grader.jail.walls.limits import Limits

Lane = Literal["warm", "cold", "plain"]
How = Literal["exited", "killed", "timed_out", "overflowed"]
START_SECONDS = 180.0
GRACE_SECONDS = 90.0
"""Beyond a job's own limit: for making a child ready, which is not the submission's time, and more
than `fork.READY_SECONDS`."""


class WorkerDied(Exception):
    """The grader's own server failed; no fault of any submission.

    `at_start` says that it never was ready for a job: nor will the next one be, as a rule.
    """

    def __init__(self, words: str, *, at_start: bool = False) -> None:
        super().__init__(words)
        self.at_start = at_start


@dataclass(frozen=True)
class Ended:
    """How a job ended, and the bytes that came of it, not yet looked at.

    `shortage` says what the machine had too little of, where that ended it.
    """

    how: How
    status: int
    seconds: float
    answer: bytes
    printed: bytes
    cpu_seconds: float = 0.0
    most_memory: int = 0
    shortage: Shortage = ""


class Worker:
    """One server of one lane. Not for use by two threads at once."""

    grace_seconds = GRACE_SECONDS

    def __init__(
        self,
        lane: Lane,
        stream: Stream,
        limits: Limits,
        last_words: Callable[[], str],
        end: Callable[[], None],
    ) -> None:
        """`limits` are those of a job; `last_words` gives what the server last wrote.

        `end` ends the server, and with it any read of `stream`.
        """
        self.limits = limits
        self._lane, self._stream, self._last_words, self._end = lane, stream, last_words, end
        self._is_ready = False

    def get_ready(self) -> None:
        """Wait until the server is ready for its first job. Raises WorkerDied when it never is."""
        if not self._is_ready:
            self._receive(START_SECONDS)
            self._is_ready = True

    def run(self, job: Job) -> Ended:
        """Have a job done. Raises WorkerDied when the server did not survive it."""
        self.get_ready()
        self._send({"answer_bytes": capacity(job.asks)}, job.encode())
        reply, (answer, printed) = self._receive(self.limits.wall_seconds + self.grace_seconds)
        if reply["ended"] == "not_ready":
            words = printed.decode("utf-8", "replace").strip().splitlines()
            raise WorkerDied(f"a child could not be made ready: {''.join(words[-1:])}")
        return Ended(reply.pop("ended"), answer=answer, printed=printed, **reply)

    def close(self) -> None:
        """End the server, whatever it is doing."""
        self._end()
        self.let_go()

    def let_go(self) -> None:
        """Close its end of the stream, which has ended."""
        with suppress(OSError, ValueError):
            self._stream.close()

    def _send(self, header: dict[str, Any], *blobs: bytes) -> None:
        try:
            write_message(self._stream, header, *blobs)
        except (OSError, ValueError) as error:  # ValueError: it was closed
            raise self._died() from error

    def _receive(self, seconds: float) -> tuple[dict[str, Any], list[bytes]]:
        timer = threading.Timer(seconds, self._end)
        timer.start()
        try:
            return read_message(self._stream)
        except (EOFError, OSError, ValueError) as error:  # ValueError: no JSON, or closed
            raise self._died() from error
        finally:
            timer.cancel()

    def _died(self) -> WorkerDied:
        self._end()
        words = f"a {self._lane} server ended: {self._last_words()}"
        return WorkerDied(words, at_start=not self._is_ready)
