"""What ended a child, itself or a machine that had too little for it, is told apart."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
import os
from pathlib import Path
import signal
import socket
import subprocess
import sys
import time
from typing import Any

from grader.jail.run import fork as forking
from grader.jail.run import shortage
from grader.jail.run.fork import fork
from grader.jail.run.pages import Catch
from grader.jail.walls.limits import Limits
import pytest

LIMITS = replace(Limits(), wall_seconds=1.5)
BUSY = "while True: pass"


def listen(work: Callable[[], object], limits: Limits = LIMITS) -> dict[str, Any]:
    """What is told of a child that does `work`, on one processor."""

    def on_one_processor() -> None:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    child = fork(None, on_one_processor, lambda ready, write: work())
    ours, theirs = socket.socketpair()
    with ours, theirs, closing(Catch(1000)) as answer, closing(Catch(1000)) as printed:
        return child.listen(answer, printed, limits, lambda: False, ours.fileno())


def compute() -> None:
    while True:
        pass


def test_time_that_ran_out_for_want_of_a_processor_is_the_machines() -> None:
    """Beside twelve that compute on the same processor, each in a session of its own, which the
    kernel may group by."""
    with ExitStack() as stack:
        for _ in range(12):
            beside = stack.enter_context(
                subprocess.Popen([sys.executable, "-c", BUSY], start_new_session=True)
            )
            stack.callback(beside.kill)
            os.sched_setaffinity(beside.pid, {min(os.sched_getaffinity(0))})
        time.sleep(0.5)
        told = listen(compute)
    assert told["ended"] == "timed_out" and told["shortage"] == "processor"


def test_time_that_was_slept_is_its_own() -> None:
    told = listen(lambda: time.sleep(60))
    assert told["ended"] == "timed_out" and told["shortage"] == ""


def test_what_ends_in_time_met_no_shortage() -> None:
    assert listen(lambda: None)["shortage"] == ""


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(("more", "met"), [(1, "memory"), (0, "")])
def test_who_was_killed_when_the_kernel_ended_one_for_memory(
    monkeypatch: pytest.MonkeyPatch, more: int, met: str
) -> None:
    counts = iter([7, 7 + more])
    monkeypatch.setattr(forking, "ended_for_want_of_memory", lambda: next(counts))
    told = listen(killed)
    assert (told["ended"], told["shortage"]) == ("killed", met)


@pytest.mark.parametrize(
    ("told", "count"), [("pgfault 12\noom_kill 7\nswap_ra 3\n", 7), ("pgfault 12\n", 0), (None, 0)]
)
def test_how_many_the_kernel_has_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: str | None, count: int
) -> None:
    """The last is a machine that has no such file."""
    if told is not None:
        (tmp_path / "vmstat").write_text(told)
    monkeypatch.setattr(shortage, "Path", lambda path: tmp_path / str(path).rpartition("/")[2])
    assert shortage.ended_for_want_of_memory() == count
