"""A process can call itself anything, in no encoding: what the kernel says of it is still read."""

from __future__ import annotations

from collections.abc import Iterator
import os
import subprocess
import sys

from grader.jail import users
from grader.jail.resources import tasks_of_user
from grader.jail.shortage import wants_to_run
import pytest

NAMED = (
    "import ctypes\n"
    "ctypes.CDLL(None).prctl(15, b'\\xff\\n) \\r\\xfe', 0, 0, 0)\n"
    "print('named', flush=True)\n"
    "while True: pass\n"
)


@pytest.fixture
def oddly_named() -> Iterator[int]:
    command = [sys.executable, "-c", NAMED]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline()
        yield process.pid
        process.kill()


def test_its_user_is_busy(oddly_named: int) -> None:
    assert os.getuid() in users._busy()


def test_its_threads_count(oddly_named: int) -> None:
    assert tasks_of_user() >= 2


def test_whether_it_wants_to_run_is_known(oddly_named: int) -> None:
    assert wants_to_run(oddly_named)
