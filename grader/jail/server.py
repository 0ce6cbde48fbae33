"""The process that student code runs below: it imports TensorFlow once and forks for each job.

    python -m grader.jail.server          (started by grader.jail.worker, spoken to on stdin/stdout)

It has three lanes. `warm` loads the network and runs it before it forks, so that a child answers at
once, but cannot run graphs. `cold` has only imported TensorFlow, so that everything works in the
child, which loads the network itself. `plain` does not fork, for platforms that cannot.

A child inherits all that this process holds, so it holds no golden, no reference, no secret, and
no open file but its pipes. It relays what a child wrote without looking at it.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any, BinaryIO, NoReturn

import numpy as np

from grader.answer import capacity
from grader.exercise import Ask
from grader.jail.bounds import Bounds, Cell
from grader.jail.messages import read_message, write_message
from grader.jail.student import Write, answer_asks


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


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer jobs until the grader closes its end."""
    header, blobs = read_message(requests)
    lane = header["lane"]
    exercises = Exercises.read(header, blobs)
    room = exercises.warm_up() if lane == "warm" else None
    bounds = Bounds.from_json(header["bounds"])
    with bounds.open_cell() if lane != "plain" else nullcontext() as cell:
        gc.collect()
        gc.freeze()  # a collection in a child would touch, and so copy, every page it inherited
        write_message(replies, {"ready": True})
        while (job := _next_job(requests)) is not None:
            ran = _run_here(exercises, job) if cell is None else _fork(exercises, room, cell, job)
            write_message(replies, *ran)


def _next_job(requests: BinaryIO) -> Job | None:
    try:
        return Job.read(*read_message(requests))
    except EOFError:
        return None


def _answer(exercises: Exercises, room: Any, job: Job, write: Write) -> None:
    """In the child: put the asks to the submission. A cold child has no room yet."""
    ready = exercises.prepare() if room is None else room
    answer_asks(job.source, job.asks, partial(exercises.module.run, ready), write)


def _fork(
    exercises: Exercises, room: Any, cell: Cell, job: Job
) -> tuple[dict[str, Any], bytes, bytes]:
    """Run a job in a confined child, which is gone when this returns, and its scratch with it."""
    from grader.jail.fork import fork  # Unix only

    child = fork(cell.plan, partial(_answer, exercises, room, job))
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
            _answer(exercises, None, job, frames.append)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(before[0], 1)
            os.dup2(before[1], 2)
            for descriptor in before:
                os.close(descriptor)
        printed.seek(0)
        ended = {"ended": "exited", "status": 0}
        return ended, b"".join(frames), printed.read()


def main() -> NoReturn:
    """Take the two streams away from descriptors 0 and 1, where anybody may print, and serve."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    # Student code must not find the grader's packages beside its own.
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.getcwd())]
    serve(requests, replies)
    sys.exit(0)


if __name__ == "__main__":
    main()
