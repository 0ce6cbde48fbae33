"""Starts the process that all servers are forked from, before it is known which servers.

A framework takes seconds to import. So the process is started first, imports the exercises, and is
told later what it is to serve, while the grader reads the assignment and looks at the machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from types import MappingProxyType, TracebackType
from typing import IO, Any

from grader import ROOT
from grader.jail.run.exercises import Setup
from grader.jail.run.messages import write_message

KEPT = ("PATH", "HOME", "SYSTEMROOT", "TEMP", "LD_LIBRARY_PATH")
"""What servers are given of the grader's environment: no token, no path of the grader."""

LAST_WORDS_BYTES = 4096
SENT_AT_ONCE = 200
"""The kernel passes on no more than 253 descriptors with one message."""


class Log:
    """What servers write to standard error, of which only the last line is of interest."""

    def __init__(self) -> None:
        # Appending, since all of them write to it and this end reads it: they share one position.
        self.file: IO[bytes] = tempfile.TemporaryFile("a+b")  # noqa: SIM115 (lives as long as this)
        self._words = "no message"
        self._closing = threading.Lock()

    def last_words(self) -> str:
        """The last line that any server wrote."""
        with self._closing:
            return self._words if self.file.closed else self._last_line()

    def close(self) -> None:
        """Keep the last line, and no file."""
        with self._closing:
            if not self.file.closed:
                self._words = self._last_line()
                self.file.close()

    def _last_line(self) -> str:
        size = os.fstat(self.file.fileno()).st_size
        self.file.seek(max(0, size - LAST_WORDS_BYTES))
        lines = self.file.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "no message"


class Start:
    """A process that imports the exercises of a setup, and then waits for what it is to serve."""

    def __init__(self, setup: Setup, environment: Mapping[str, str] = MappingProxyType({})) -> None:
        """`environment` is added to what the setup says of it. Needs a system with Unix sockets."""
        self.log = Log()
        self._control, end = socket.socketpair()
        with end:
            self._process = popen(setup, environment, end.fileno(), self.log.file, self.log)
        self._say(setup.imported)

    def serve(self, header: Mapping[str, Any], sockets: Sequence[socket.socket]) -> None:
        """Have it serve what the header says over these sockets, in the header's order of lanes.

        Where it has ended already, that is said by who first waits for one of the servers.
        """
        self._say(dict(header))
        with self._control, suppress(OSError):
            for first in range(0, len(sockets), SENT_AT_ONCE):
                sent = [each.fileno() for each in sockets[first : first + SENT_AT_ONCE]]
                socket.send_fds(self._control, [b"\0"], sent)

    def close(self) -> None:
        """End it, and all that is forked from it, but for what left its group."""
        self._control.close()
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self.log.close()

    def _say(self, header: dict[str, Any]) -> None:
        with suppress(OSError):
            write_message(self._control.makefile("rwb", buffering=0), header)

    def __enter__(self) -> Start:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def receive_sockets(control: socket.socket, count: int) -> list[int]:
    """In the process: the descriptors of `count` sockets. Raises EOFError where none will come."""
    received: list[int] = []
    while len(received) < count:
        data, descriptors, _, _ = socket.recv_fds(control, 1, SENT_AT_ONCE)
        if not data:
            raise EOFError("the grader closed its end")
        received += descriptors
    return received


def popen(
    setup: Setup,
    environment: Mapping[str, str],
    stdin: int,
    stdout: int | IO[bytes],
    log: Log,
    *arguments: str,
) -> subprocess.Popen[bytes]:
    """Start `grader.jail.run.server` in a session of its own: Ctrl-C is for the grader alone."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "grader.jail.run.server", *arguments],
        stdin=stdin,
        stdout=stdout,
        stderr=log.file,
        cwd=ROOT,
        env={**kept, "PYTHONHASHSEED": "0", **setup.environment, **environment},
        bufsize=0,
        start_new_session=True,
    )
