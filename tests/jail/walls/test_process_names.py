"""A process may call itself anything: what is said of it in /proc need not be text."""

from __future__ import annotations

from collections.abc import Iterator
import ctypes
import os
import signal
import time

from grader.jail.run.shortage import wants_to_run
from grader.jail.walls.resources import tasks_of_user
from grader.jail.walls.users import _busy
import pytest

PR_SET_NAME = 15
NAME = b"\xff) R\x1c\x85\n\xe2\x80\xa8"


@pytest.fixture
def oddly_named() -> Iterator[int]:
    """A process that computes, under a name of several lines that is no text."""
    ready, is_ready = os.pipe()
    pid = os.fork()
    if pid == 0:
        ctypes.CDLL(None).prctl(PR_SET_NAME, NAME)
        os.close(is_ready)
        while True:
            pass
    os.close(is_ready)
    os.read(ready, 1)
    os.close(ready)
    yield pid
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def test_whether_it_wants_to_run_is_seen(oddly_named: int) -> None:
    assert wants_to_run(oddly_named)
    os.kill(oddly_named, signal.SIGSTOP)
    time.sleep(0.2)
    assert not wants_to_run(oddly_named)


def test_its_user_is_seen(oddly_named: int) -> None:
    assert os.getuid() in _busy()


def test_its_threads_are_counted(oddly_named: int) -> None:
    assert tasks_of_user() >= 2


def test_of_one_that_cannot_be_seen_nothing_is_said() -> None:
    """As where /proc hides what this user may not look into."""
    assert not wants_to_run(2**22 + 1)
