"""The processes that student code runs below: what is slow is loaded once, and forked for each job.

    python -m grader.jail.run.server   (started by grader.jail.run.worker, spoken to over sockets)

There are three lanes. `warm` warms the exercises up before it forks, so that a child answers at
once, but cannot do all that a fresh process can. `cold` has only imported the exercises, so that
everything works in the child, which prepares them itself. `plain` does not fork, for platforms that
cannot. What warming up and preparing are, the subject says (`grader.jail.run.exercises`).

One process imports the exercises; every server of every lane is forked from it, so that a further
one costs little memory. A child inherits all that its server holds, so a server holds no golden, no
reference, no secret, no open file but its own socket, and nothing of any earlier submission. It
relays what a child is asked, and what it wrote, unread. When the grader is gone, however it went,
so are its servers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
import gc
import io
import os
from pathlib import Path
import socket
import sys
from typing import Any

from grader.jail.run.bounds import Bounds, Cell
from grader.jail.run.exercises import Exercises, read_exercises
from grader.jail.run.handed_out import hide_other_packages
from grader.jail.run.job import Job
from grader.jail.run.messages import (
    Stream,
    read_header,
    read_into,
    read_length,
    read_message,
    write_message,
)
from grader.jail.run.pages import Catch, Pages
from grader.jail.run.start import receive_sockets
from grader.jail.run.student import Write, answer_asks
from grader.jail.walls.confine import prepare
from grader.jail.walls.scratch import empty

ANSWER, PRINTED = "answer", "printed"
"""Files of the plain lane."""


def serve(stream: Stream, run: Callable[[memoryview, int], object]) -> None:
    """Answer jobs until the grader closes its end.

    `run` is given a job, encoded, and the most bytes that an honest answer to it can have.
    """
    gc.collect()
    gc.freeze()  # a garbage collection in a child would touch, and so copy, every inherited page
    with suppress(EOFError, ConnectionError):
        write_message(stream, {"ready": os.getpid()})
        while True:
            header, _ = read_header(stream)
            with closing(Pages(read_length(stream))) as job:
                read_into(stream, job.view)
                run(job.view, header["answer_bytes"])


@dataclass(frozen=True)
class Ready:
    """Exercises as a lane has them: `prepare` gives what they run with, in the child."""

    exercises: Exercises
    prepare: Callable[[], Any]
    is_warm: bool

    @classmethod
    def cold(cls, exercises: Exercises, setup: Mapping[str, Any]) -> Ready:
        """To be prepared by each child."""
        return cls(exercises, partial(exercises.prepare, setup), False)

    @classmethod
    def warm(cls, exercises: Exercises, setup: Mapping[str, Any]) -> Ready:
        """Prepared for all children."""
        given = exercises.warm_up(setup)
        return cls(exercises, lambda: given, True)

    def answer(self, job: memoryview, given: Any, write: Write) -> None:
        """In the child: put the asks to the submission."""
        exercises = self.exercises
        needs_cold = exercises.watch_for_what_needs_cold() if self.is_warm else lambda: False
        run = partial(exercises.run, given)
        answer_asks(Job.decode(job), run, write, needs_cold, exercises.OUT_OF_MEMORY)


def _fork(
    lane: Lane, ready: Ready, cell: Cell, stream: Stream, job: memoryview, answer_bytes: int
) -> None:
    """Run a job in a confined child, which is gone when this returns, and its scratch with it."""
    from grader.jail.run.fork import fork  # Unix only

    child = fork(cell.plan, ready.prepare, partial(ready.answer, job))
    catches = Catch(answer_bytes), Catch(cell.limits.output_bytes)
    with closing(catches[0]) as answer, closing(catches[1]) as printed:
        try:
            ended = child.listen(answer, printed, cell.limits, cell.overflows, lane.socket)
        finally:
            cell.sweep()
        write_message(stream, ended, answer.kept, printed.kept)


def _run_here(
    ready: Ready, given: Any, folder: Path, stream: Stream, job: memoryview, answer_bytes: int
) -> None:
    """Run a job in this very process: no protection, and no way to stop it but to end it all.

    What it says is in `folder` as soon as it is said, and so remains when the process does not.
    """
    with (
        Path(folder, ANSWER).open("w+b", buffering=0) as answer,
        Path(folder, PRINTED).open("w+b", buffering=0) as printed,
    ):
        before = os.dup(1), os.dup(2)
        os.dup2(printed.fileno(), 1)
        os.dup2(printed.fileno(), 2)
        try:
            ready.answer(job, given, answer.write)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(before[0], 1)
            os.dup2(before[1], 2)
            for descriptor in before:
                os.close(descriptor)
        answer.seek(0)
        printed.seek(0)
        ended = {"ended": "exited", "status": 0, "seconds": 0.0}
        write_message(stream, ended, answer.read(answer_bytes), printed.read())


def serve_plain(pipes: Any) -> None:
    """Run one job in this process, which the grader ends afterwards."""
    exercises = _import_exercises(pipes)
    header, _ = read_message(pipes)
    cold = Ready.cold(exercises, header["setup"])
    serve(pipes, partial(_run_here, cold, cold.prepare(), Path(header["folder"]), pipes))


def serve_lanes(control: socket.socket) -> None:
    """Fork a server for each lane that the second message names, and wait for them to end."""
    with control:
        stream = control.makefile("rwb", buffering=0)
        exercises = _import_exercises(stream)
        header, _ = read_message(stream)
        sockets = receive_sockets(control, len(header["lanes"]))
        stream.close()
    lanes = [
        Lane(each["name"], end, each["bounds"])
        for each, end in zip(header["lanes"], sockets, strict=True)
    ]
    cold = Ready.cold(exercises, header["setup"])
    for lane in (lane for lane in lanes if lane.name == "cold"):
        _fork_server(lane, lanes, cold)
    warm_lanes = [lane for lane in lanes if lane.name == "warm"]
    if warm_lanes and os.fork() == 0:
        warm = Ready.warm(exercises, header["setup"])
        for lane in warm_lanes:
            _fork_server(lane, lanes, warm)
        _wait_for_servers(lanes)
        os._exit(0)
    _wait_for_servers(lanes)
    for folder in {lane.bounds["folder"] for lane in lanes}:
        with suppress(OSError):  # the grader removes it, unless it was killed
            empty(Path(folder))
            os.rmdir(folder)


def _wait_for_servers(lanes: list[Lane]) -> None:
    """Without holding their sockets: the grader is to see at once when one of them has died."""
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

    def stream(self) -> Stream:
        """Its socket, without a buffer, which would keep some of what went through."""
        return socket.socket(fileno=self.socket).makefile("rwb", buffering=0)


def _fork_server(lane: Lane, lanes: list[Lane], ready: Ready) -> None:
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
        stream = lane.stream()
        serve(stream, partial(_fork, lane, ready, cell, stream))
    os._exit(0)


def _import_exercises(stream: Stream) -> Exercises:
    """What the first message names, which comes before it is known what is to be served."""
    header, _ = read_message(stream)
    exercises = read_exercises(header["exercises"], header["beside"])
    hide_other_packages()
    return exercises


def main() -> None:
    """Serve over the streams that were inherited: pipes in the plain lane, else a socket."""
    is_plain = sys.argv[1:] == ["plain"]
    streams = os.dup(0), os.dup(1)
    # Anything may be printed; nothing is read.
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    # Student code must not find the grader's packages beside its own.
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.getcwd())]
    with suppress(EOFError):  # the grader is gone
        if is_plain:
            serve_plain(io.BufferedRWPair(io.FileIO(streams[0]), io.FileIO(streams[1], "w")))
        else:
            os.close(streams[1])
            serve_lanes(socket.socket(fileno=streams[0]))


if __name__ == "__main__":
    main()
