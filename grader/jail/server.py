"""The processes that student code runs below: TensorFlow is imported once, and forked for each job.

    python -m grader.jail.server      (started by grader.jail.worker, spoken to over sockets)

There are three lanes. `warm` loads the network and runs it before it forks, so that a child answers
at once, but cannot run graphs. `cold` has only imported TensorFlow, so that everything works in the
child, which loads the network itself. `plain` does not fork, for platforms that cannot.

One process imports TensorFlow; every server of every lane is forked from it, so that a further one
costs little memory. A child inherits all that its server holds, so a server holds no golden, no
reference, no secret, and no open file but its own socket. It relays what a child wrote unread.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
import gc
import importlib
import io
import os
import socket
import sys
import tempfile
from types import ModuleType
from typing import Any, BinaryIO, cast

from grader.answer import capacity
from grader.exercise import Ask
from grader.jail.bounds import Bounds, Cell
from grader.jail.confine import prepare
from grader.jail.messages import read_message, write_message
from grader.jail.student import Write, answer_asks
import numpy as np


@dataclass(frozen=True)
class Exercises:
    """The assignment's exercises, by name of their module, and what they are prepared with."""

    module: ModuleType
    setup: dict[str, Any]
    scenes: dict[str, Any]

    @classmethod
    def read(cls, header: dict[str, Any], blobs: list[bytes]) -> Exercises:
        """From the first message: scenes are raw RGB, their shapes in the header."""
        shapes: dict[str, list[int]] = header["scenes"]
        scenes = {
            name: np.frombuffer(blob, np.uint8).reshape(shape)
            for (name, shape), blob in zip(shapes.items(), blobs, strict=True)
        }
        return cls(importlib.import_module(header["exercises"]), header["setup"], scenes)

    def prepare(self) -> Any:
        """Load the network and the questions."""
        return self.module.prepare(self.setup, self.scenes)

    def warm_up(self) -> Any:
        """The same, with all that TensorFlow builds once built, on one thread.

        TensorFlow's threads do not survive a fork: with one, each operation runs in its caller.
        Graphs would still wait for threads that are gone, so functions are run eagerly.
        """
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        tf.config.run_functions_eagerly(True)
        room = self.prepare()
        self.module.warm_up(room)
        return room


@dataclass(frozen=True)
class Job:
    """One submission's source and what is asked of it."""

    source: bytes
    asks: tuple[Ask, ...]

    @classmethod
    def read(cls, header: dict[str, Any], blobs: list[bytes]) -> Job:
        """From a message."""
        asks = tuple(Ask(ask["case"], ask["array"], tuple(ask["shape"])) for ask in header["asks"])
        return cls(blobs[0], asks)


def serve(stream: BinaryIO, exercises: Exercises, room: Any, cell: Cell | None) -> None:
    """Answer jobs until the grader closes its end; without a cell, in this very process."""
    gc.collect()
    gc.freeze()  # a collection in a child would touch, and so copy, every page it inherited
    write_message(stream, {"ready": os.getpid()})
    while (job := _next_job(stream)) is not None:
        ran = _run_here(exercises, job) if cell is None else _fork(exercises, room, cell, job)
        write_message(stream, *ran)


def _next_job(stream: BinaryIO) -> Job | None:
    try:
        return Job.read(*read_message(stream))
    except EOFError:
        return None


def _answer(exercises: Exercises, job: Job, room: Any, write: Write) -> None:
    """In the child: put the asks to the submission."""
    answer_asks(job.source, job.asks, partial(exercises.module.run, room), write)


def _fork(
    exercises: Exercises, room: Any, cell: Cell, job: Job
) -> tuple[dict[str, Any], bytes, bytes]:
    """Run a job in a confined child, which is gone when this returns, and its scratch with it."""
    from grader.jail.fork import fork  # Unix only

    get_ready = exercises.prepare if room is None else lambda: room
    child = fork(cell.plan, get_ready, partial(_answer, exercises, job))
    try:
        ended = child.listen(capacity(job.asks), cell.limits, cell.overflows)
    finally:
        cell.sweep()
    return ended, ended.pop("answer"), ended.pop("printed")


def _run_here(exercises: Exercises, job: Job) -> tuple[dict[str, Any], bytes, bytes]:
    """Run a job in this very process: no protection, and no way to stop it but to end it all."""
    frames: list[bytes] = []
    with tempfile.TemporaryFile() as printed:
        before = os.dup(1), os.dup(2)
        os.dup2(printed.fileno(), 1)
        os.dup2(printed.fileno(), 2)
        try:
            _answer(exercises, job, exercises.prepare(), frames.append)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(before[0], 1)
            os.dup2(before[1], 2)
            for descriptor in before:
                os.close(descriptor)
        printed.seek(0)
        ended = {"ended": "exited", "status": 0, "seconds": 0.0, "most_memory": 0}
        return ended, b"".join(frames), printed.read()


def serve_lanes(first: BinaryIO, header: dict[str, Any], blobs: list[bytes]) -> None:
    """Fork a server for each lane that the first message names, and wait for them to end."""
    exercises = Exercises.read(header, blobs)
    lanes = [Lane(**lane) for lane in header["lanes"]]
    if not lanes:
        serve(first, exercises, None, None)
        return
    first.close()
    for lane in (lane for lane in lanes if lane.name == "cold"):
        _fork_server(lane, lanes, exercises, None)
    warm = [lane for lane in lanes if lane.name == "warm"]
    if warm and os.fork() == 0:
        room = exercises.warm_up()
        for lane in warm:
            _fork_server(lane, lanes, exercises, room)
        lanes = warm
    for lane in lanes:
        os.close(lane.socket)
    with suppress(ChildProcessError):
        while True:
            os.wait()


@dataclass(frozen=True)
class Lane:
    """A server to be: its lane, the descriptor of its socket, the bounds of its children."""

    name: str
    socket: int
    bounds: dict[str, Any]

    def stream(self) -> BinaryIO:
        """Its socket, as a stream to read from and write to."""
        stream: Any = socket.socket(fileno=self.socket).makefile("rwb")
        return cast(BinaryIO, stream)


def _fork_server(lane: Lane, lanes: list[Lane], exercises: Exercises, room: Any) -> None:
    """Fork a server that holds no other server's socket."""
    if os.fork() != 0:
        return
    for other in lanes:
        if other.socket != lane.socket:
            with suppress(OSError):
                os.close(other.socket)
    with Bounds.from_json(lane.bounds).open_cell() as cell:
        if cell.plan is not None:
            prepare(cell.plan)
        serve(lane.stream(), exercises, room, cell)
    os._exit(0)


def main() -> None:
    """Serve over the streams that were inherited: pipes in the plain lane, else a socket."""
    if sys.argv[1:] == ["plain"]:
        first: Any = io.BufferedRWPair(io.FileIO(os.dup(0)), io.FileIO(os.dup(1), "w"))
    else:
        first = socket.socket(fileno=os.dup(0)).makefile("rwb")
    # Anybody may print, and nobody is to read.
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    # Student code must not find the grader's packages beside its own.
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.getcwd())]
    serve_lanes(first, *read_message(first))


if __name__ == "__main__":
    main()
