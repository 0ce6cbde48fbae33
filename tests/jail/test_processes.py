"""Whatever a process calls itself, the others are counted."""

from __future__ import annotations

from collections.abc import Iterator
import os
from pathlib import Path
import subprocess
import sys

from grader.jail.processes import statuses
from grader.jail.resources import tasks_of_user
from grader.jail.shortage import wants_to_run
from grader.jail.users import Users
import pytest

NAMES_ITSELF = """
import ctypes, sys
ctypes.CDLL(None).prctl(15, b"\\xff)\\x85\\r\\x1c\\nUid: 7")
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def oddly_named() -> Iterator[int]:
    command = [sys.executable, "-c", NAMES_ITSELF]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        yield process.pid
        process.kill()


def test_a_name_that_is_no_text_hides_nobody(oddly_named: int) -> None:
    of_it = next(each for each in statuses() if each["Pid"].strip() == str(oddly_named))
    assert of_it["Uid"].split() == [str(os.getuid())] * 4
    assert tasks_of_user() >= 2
    assert not wants_to_run(oddly_named)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root takes users")
def test_a_name_that_is_no_text_keeps_no_grader_from_starting(oddly_named: int) -> None:
    users = Users(1)
    assert len(users.numbers) == 1
    users.close()


def test_a_process_that_is_gone_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "12").mkdir()
    (tmp_path / "13").mkdir()
    (tmp_path / "13" / "status").write_text("")
    (tmp_path / "14").mkdir()
    (tmp_path / "14" / "status").write_text("Name:\tx\nUid:\t1\t1\t1\t1\nThreads:\t3\n")
    assert [each["Threads"].strip() for each in statuses(tmp_path)] == ["3"]
