"""The plain lane, for platforms that cannot fork: a fresh process for each job, ended after it.

A shared process would be ended by the first endless loop, and every later job with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
import io
import os
from pathlib import Path
import signal
import subprocess
import sys
import time
from typing import Any

from grader.core.answer import capacity
from grader.jail.run.job import Job
from grader.jail.run.messages import write_message
from grader.jail.run.server import ANSWER, PRINTED
from grader.jail.run.worker import Ended, How, Worker, WorkerDied
from grader.jail.walls.limits import Limits


class PlainWorker(Worker):
    """One process after another, the next where the one before was used."""

    grace_seconds = 0.0

    def __init__(
        self,
        limits: Limits,
        last_words: Callable[[], str],
        popen: Callable[[], subprocess.Popen[bytes]],
        messages: Sequence[dict[str, Any]],
        folder: Path,
    ) -> None:
        """`popen` starts a process, which `messages` prepare for its job; `folder` is theirs alone,
        one after another."""
        self._popen, self._messages, self._folder = popen, messages, folder
        self._process = popen()
        self._used = False
        super().__init__("plain", self._connect(), limits, last_words, self._end_process)

    def run(self, job: Job) -> Ended:
        """Have a job done by the submission's own process, whose death is an answer.

        Raises WorkerDied when it never was ready for a job.
        """
        if self._used:
            for name in (ANSWER, PRINTED):
                (self._folder / name).unlink(missing_ok=True)
            self._process = self._popen()
            self._stream, self._is_ready = self._connect(), False
        self._used = True
        try:
            self.get_ready()
            started = time.monotonic()
            try:
                return super().run(job)
            except WorkerDied:
                seconds = time.monotonic() - started
                status = self._process.returncode
                how: How = "killed" if status < 0 else "exited"
                if seconds >= self.limits.wall_seconds:
                    how = "timed_out"
                answer = self._said(ANSWER, capacity(job.asks))
                printed = self._said(PRINTED, self.limits.output_bytes)
                return Ended(how, status, seconds, answer, printed)
        finally:
            self._end_process()
            for pipe in self._pipes():
                pipe.close()

    def _connect(self) -> Any:
        stream: Any = io.BufferedRWPair(*self._pipes())
        with suppress(OSError):  # where it has ended already, that is said by who first waits
            for message in self._messages:
                write_message(stream, message)
        return stream

    def _said(self, name: str, most: int) -> bytes:
        """What the process has said before it ended."""
        try:
            with (self._folder / name).open("rb") as said:
                return said.read(most)
        except OSError:
            return b""

    def _pipes(self) -> tuple[Any, Any]:
        """To read from and to write to."""
        assert self._process.stdin is not None and self._process.stdout is not None
        return self._process.stdout, self._process.stdin

    def _end_process(self) -> None:
        """And its whole group, where the platform has groups."""
        if sys.platform == "win32":
            self._process.kill()
        else:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
