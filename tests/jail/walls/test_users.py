"""Each server's children have a user of their own on the whole machine, and it is ended whole."""

from __future__ import annotations

from contextlib import closing, suppress
import os
from pathlib import Path
import signal
import subprocess
import sys
import time

from grader.core.errors import BadInput
from grader.jail.walls import users
from grader.jail.walls.privileges import (
    ENDING,
    PROBING,
    drop_capabilities,
    end_all_of,
    has_processes,
    worker_uid,
)
from grader.jail.walls.users import Users
import pytest

ROOT = Path(__file__).parents[3]
ALL = ENDING - PROBING - 1
only_root_has_other_users = pytest.mark.skipif(os.geteuid() != 0, reason="only root is many users")


@pytest.fixture
def nobody_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else is graded on this machine meanwhile."""
    monkeypatch.setattr(users, "_busy", set)


def test_two_graders_never_share_a_user(tmp_path: Path) -> None:
    with closing(Users(30, (tmp_path,))) as one, closing(Users(30, (tmp_path,))) as other:
        assert len({*one.numbers, *other.numbers}) == 60
        assert not {PROBING, ENDING}.intersection(one.numbers + other.numbers)


def test_who_finds_no_free_user_is_told_so_and_keeps_none(
    tmp_path: Path, nobody_is_busy: None
) -> None:
    with closing(Users(ALL - 3, (tmp_path,))):
        with pytest.raises(BadInput, match=r"need 4 user IDs .* only 3 are free"):
            Users(4, (tmp_path,))
        Users(3, (tmp_path,)).close()
    Users(ALL, (tmp_path,)).close()


def test_the_dead_keep_no_user(tmp_path: Path, nobody_is_busy: None) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom grader.jail.walls import users\n"
        "users._busy = set\n"
        f"taken = users.Users({ALL - 1}, (Path(sys.argv[1]),))\n"
        "print('taken', flush=True)\ntime.sleep(99)"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline()
        with pytest.raises(BadInput):
            Users(2, (tmp_path,))
        holder.kill()
    Users(ALL, (tmp_path,)).close()


def test_locks_are_held_where_nobody_else_can_reach_them(tmp_path: Path) -> None:
    (tmp_path / "open" / "grader-users").mkdir(parents=True)
    (tmp_path / "open" / "grader-users").chmod(0o777)
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "grader-users").symlink_to(tmp_path)
    (tmp_path / "own").mkdir()
    places = tuple(tmp_path / name for name in ("open", "linked", "missing", "own"))
    with closing(Users(2, places)):
        assert len(os.listdir(tmp_path / "own" / "grader-users")) >= 2
    with pytest.raises(OSError, match="hold the locks"):
        Users(1, places[:-1])


@only_root_has_other_users
def test_a_user_with_processes_is_not_taken(tmp_path: Path) -> None:
    """Another container's, whose locks cannot be seen, or what an earlier grader left."""
    with closing(Users(1)) as ours:
        (number,) = ours.numbers
        busy = run_as(worker_uid(number), sleep)
        with closing(Users(ALL // 2, (tmp_path,))) as others:
            assert number not in others.numbers
        assert worker_uid(number) in users._busy()
        end_all_of(worker_uid(number))
        os.waitpid(busy, 0)


def run_as(uid: int, work: object) -> int:
    """The number of a process that runs `work` as another user, without any capability."""
    ready, is_ready = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            drop_capabilities()
            assert os.getresuid() == (uid, uid, uid) and uid != 0
            os.close(is_ready)
            assert callable(work)
            work()
        finally:
            os._exit(0)
    os.close(is_ready)
    assert os.read(ready, 1) == b""
    os.close(ready)
    return pid


def sleep() -> None:
    time.sleep(60)


def strike_first() -> None:
    """End whoever of this user comes; a process never signals itself by this."""
    while True:
        with suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)


@only_root_has_other_users
def test_all_of_a_user_is_ended_and_nothing_else() -> None:
    with closing(Users(2)) as taken:
        uid, other = (worker_uid(number) for number in taken.numbers)
        beside = run_as(other, sleep)
        theirs = [run_as(uid, sleep), run_as(uid, strike_first)]
        end_all_of(uid)
        for pid in theirs:
            _, status = os.waitpid(pid, 0)
            assert os.WIFSIGNALED(status)
        assert os.waitpid(beside, os.WNOHANG) == (0, 0)
        end_all_of(other)
        os.waitpid(beside, 0)


@only_root_has_other_users
def test_nothing_is_forked_to_end_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two children there is nobody, as a rule, and to fork a server is slow."""
    with closing(Users(2)) as taken:
        uid, other = (worker_uid(number) for number in taken.numbers)
        beside = run_as(other, lambda: time.sleep(60))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fork", lambda: pytest.fail("forked"))
            end_all_of(uid)
        assert not has_processes(uid) and has_processes(other)
        end_all_of(other)
        os.waitpid(beside, 0)
        assert not has_processes(other)
