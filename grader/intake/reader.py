"""Reads strangers' files in a separate process, which is replaced when it dies.

A hostile file can crash Python's parser, or make a regular expression or the JSON reader run
forever or use up all memory. That costs only the student who made it.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
import json
from pathlib import Path
import signal
import subprocess
import sys
import threading
import time
from types import TracebackType
from typing import Any, Literal

from grader import ROOT
from grader.core.student import Student
from grader.core.text import Message
from grader.intake.choice import Choice
from grader.intake.handed_in import Label
from grader.intake.names import fit_person
from grader.intake.reading import OUT_OF_MEMORY
from grader.intake.tree import Refused

_PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from grader.intake.reading import main
main()
"""
_SIGXCPU = int(getattr(signal, "SIGXCPU", 0))
LONGEST_ANSWER = 1 << 30
"""Bytes; a class of half a million files has names for some 100 MB."""

Form = Literal["class", "one"]


@dataclass(frozen=True)
class ReadingLimits:
    """The limits for reading what one student handed in.

    CPU time is limited where the system can do so, wall-clock time everywhere. `sorting_seconds` of
    wall-clock time are for opening and listing everything that a class handed in.
    """

    cpu_seconds: int = 10
    wall_seconds: float = 60.0
    sorting_seconds: float = 600.0
    memory_bytes: int = 2 << 30


@dataclass(frozen=True)
class Listing:
    """What everybody handed in, still unread; files that belong to nobody; and notes."""

    labels: tuple[Label, ...]
    strays: tuple[str, ...]
    notes: tuple[Message, ...]


class _Ended(Exception):
    """The process died during a request, or was ended because it took too long; `why` is a
    sentence.
    """

    def __init__(self, why: Message, *, took_too_long: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.took_too_long = took_too_long


class Reader:
    """Reads what a class, or one student, handed in. Close it, or use it as a context."""

    def __init__(self, source: Path, form: Form, limits: ReadingLimits | None = None) -> None:
        """`form` says whether it is the folder or zip of a class, or the file or folder of one
        student.
        """
        self._sort = f"sort_{form}"
        self._source = str(source.absolute())
        self._limits = limits or ReadingLimits()
        self._process: subprocess.Popen[bytes] | None = None
        self._has_read = False

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def listing(self) -> Listing:
        """What was handed in. Raises Refused where it cannot be listed."""
        try:
            found = self._start()
        except _Ended as end:
            raise Refused(end.why) from end
        labels = tuple(_label(each) for each in found["labels"])
        return Listing(labels, tuple(found["strays"]), tuple(map(Message.of_json, found["notes"])))

    def choose(self, label: Label, functions: Sequence[str]) -> Choice:
        """The submission among the files that a student handed in. Raises Refused."""
        while True:
            is_fresh = not self._has_read
            try:
                return self._choose(label, functions)
            except _Ended as end:
                self.close()
                # Earlier reads may have left the process too little memory.
                if is_fresh or end.took_too_long:
                    raise Refused(end.why) from end

    def close(self) -> None:
        """End the process."""
        process, self._process, self._has_read = self._process, None, False
        if process is not None:
            process.kill()
            process.wait()
            assert process.stdin is not None and process.stdout is not None
            with suppress(OSError):  # a request that was not read to its end
                process.stdin.close()
            process.stdout.close()

    def _start(self) -> dict[str, Any]:
        """Start a process, have it open and sort what was handed in, and say what there is."""
        self.close()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _PROGRAM, str(ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the grader alone
        )
        return self._ask(self._process, self._limits.sorting_seconds, self._sort, self._source)

    def _choose(self, label: Label, functions: Sequence[str]) -> Choice:
        if self._process is None:
            self._start()
        assert self._process is not None
        seconds = self._limits.wall_seconds
        try:
            said = self._ask(self._process, seconds, "choose", label.origin, list(functions))
        finally:
            self._has_read = True
        return Choice(
            base64.b64decode(said["source"]),
            said["where"],
            tuple(said["others"]),
            tuple(said["strays"]),
            tuple(map(Message.of_json, said["remarks"])),
            None if said["problem"] is None else Message.of_json(said["problem"]).cleaned(),
        )

    def _ask(
        self, process: subprocess.Popen[bytes], seconds: float, do: str, *arguments: object
    ) -> dict[str, Any]:
        """The answer to a request. Raises Refused, and _Ended where there is none."""
        assert process.stdin is not None and process.stdout is not None
        sorting = do == self._sort
        request = {
            "do": do,
            "arguments": arguments,
            "cpu_seconds": self._limits.sorting_seconds if sorting else self._limits.cpu_seconds,
            "memory_bytes": self._limits.memory_bytes,
        }
        began = time.monotonic()
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline(LONGEST_ANSWER)
        except OSError:  # it is there no more
            line = b""
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            raise _end_of(process.wait(), took_too_long=time.monotonic() - began >= seconds)
        answer: dict[str, Any] = json.loads(line)
        if "refused" in answer:
            raise Refused(Message.of_json(answer["refused"]).cleaned())
        return answer


def _end_of(status: int, *, took_too_long: bool) -> _Ended:
    """What an exit status says."""
    if took_too_long or status == -_SIGXCPU:
        return _Ended(Message("It takes too long to read."), took_too_long=True)
    if status == OUT_OF_MEMORY:
        return _Ended(Message("It takes too much memory to read."))
    return _Ended(Message("It cannot be read: it crashes Python itself."))


def _label(said: dict[str, Any]) -> Label:
    student = Student(**said["student"])
    student = replace(
        student,
        id=fit_person(student.id),
        name=fit_person(student.name),
        email=fit_person(student.email),
    )
    return Label(**{**said, "student": student, "superseded": tuple(said["superseded"])})
