"""Processes that student code cannot start or reach, tried from inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
import fcntl
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time

from grader.jail.walls.confine import Confinement, confine
from grader.jail.walls.forked import Outcome, run_in_child
import pytest

PARENT = os.getpid()
Inside = Callable[[Callable[[], object]], Outcome]


def test_cant_fork(inside: Inside) -> None:
    assert inside(os.fork).refused


def test_cant_exec(inside: Inside) -> None:
    assert inside(lambda: os.execv(sys.executable, ["python"])).refused
    assert inside(lambda: os.execv("/bin/sh", ["sh"])).refused
    assert inside(lambda: subprocess.run(["/bin/true"], check=True)).failure


def test_threads_still_work(inside: Inside) -> None:
    def work() -> int:
        done: list[int] = []
        threads = [threading.Thread(target=done.append, args=(i,)) for i in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return len(done)

    assert inside(work).value == 8


def test_cant_start_threads_without_end(inside: Inside, plan: Confinement) -> None:
    """As many as libraries need, and not so many that those graded beside it get no processor."""

    def work() -> int:
        threading.stack_size(65_536)
        release, started = threading.Event(), 0
        try:
            for _ in range(100_000):
                threading.Thread(target=release.wait, daemon=True).start()
                started += 1
        except (RuntimeError, MemoryError):
            pass
        return started

    assert plan.limits.threads == max(64, 4 * len(os.sched_getaffinity(0)))
    started = inside(work).value
    assert isinstance(started, int) and 8 <= started <= plan.limits.threads


def test_dies_with_its_parent(plan: Confinement) -> None:
    """A worker that is killed leaves nothing running."""
    reading, writing = os.pipe()

    def worker() -> None:
        own = os.getpid()
        if os.fork() == 0:
            confine(replace(plan, keep_open=(writing,), parent=own))
            os.write(writing, b"confined")
            time.sleep(60)
        os.close(writing)
        assert os.read(reading, 8) == b"confined"

    run_in_child(worker)
    os.close(writing)
    started = time.monotonic()
    # The pipe's end is seen only when no process holds it any more.
    assert os.read(reading, 1) == b""
    assert time.monotonic() - started < 10
    os.close(reading)


@pytest.mark.parametrize(
    "to",
    [PARENT, 1, -1, 0, -PARENT],
    ids=["the parent", "init", "all", "its own group", "the parent's group"],
)
def test_cant_signal_parent(inside: Inside, to: int) -> None:
    assert inside(lambda: os.kill(to, 0)).refused


def test_cant_have_the_kernel_signal_parent(inside: Inside) -> None:
    def work() -> None:
        fcntl.fcntl(0, fcntl.F_SETOWN, PARENT)

    outcome = inside(work)
    assert outcome.failed_with("Error")


def test_abort_still_works(inside: Inside) -> None:
    assert inside(os.abort).signal == signal.SIGABRT
    assert inside(lambda: os.kill(os.getpid(), signal.SIGKILL)).signal == signal.SIGKILL


@pytest.mark.parametrize("name", ["mem", "environ", "maps", "cmdline", "fd", "root", "cwd"])
def test_cant_read_proc_of_parent(inside: Inside, name: str) -> None:
    assert inside(lambda: os.open(f"/proc/{PARENT}/{name}", os.O_RDONLY)).refused


def test_cant_change_priority_or_limits_of_parent(inside: Inside) -> None:
    same = resource.getrlimit(resource.RLIMIT_CORE)
    assert inside(lambda: os.setpriority(os.PRIO_PROCESS, PARENT, 0)).refused
    assert inside(lambda: resource.prlimit(PARENT, resource.RLIMIT_CORE, same)).refused
    assert inside(lambda: os.sched_setaffinity(PARENT, {0})).refused


@pytest.mark.parametrize(
    "family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"]
)
def test_cant_open_a_socket(inside: Inside, family: str) -> None:
    assert inside(lambda: socket.socket(getattr(socket, family), socket.SOCK_STREAM)).refused
    assert inside(socket.socketpair).refused
