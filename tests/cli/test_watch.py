"""Watching a file: every way to save it is seen, and Ctrl-C leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
import os
from pathlib import Path
import queue
import signal
import subprocess
import sys
import threading
import time

from grader.cli.saves import saves
from grader.results.html.page import Stamp
import pytest

from tests.kit_assignment import ROOT

SECONDS = 60.0


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[tuple[Path, queue.SimpleQueue[bytes]]]:
    """A file that is watched, and what was in it each time that it had been saved."""
    path = tmp_path / "work.py"
    path.write_bytes(b"first")
    contents: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def watch() -> None:
        for _ in saves(path, lambda: contents.put(b"missing")):
            contents.put(path.read_bytes())

    threading.Thread(target=watch, daemon=True).start()
    assert contents.get(timeout=SECONDS) == b"first"
    yield path, contents


def in_place(path: Path) -> None:
    path.write_bytes(b"second")


def by_renaming(path: Path) -> None:
    beside = path.with_suffix(".tmp")
    beside.write_bytes(b"second")
    os.replace(beside, path)


def gone_for_a_moment(path: Path) -> None:
    path.rename(path.with_suffix(".bak"))
    time.sleep(0.3)
    path.write_bytes(b"second")


def bit_by_bit(path: Path) -> None:
    for part in (b"", b"sec", b"second"):
        path.write_bytes(part)
        time.sleep(0.04)


@pytest.mark.parametrize("save", [in_place, by_renaming, gone_for_a_moment, bit_by_bit])
def test_every_way_to_save_is_seen_once(
    seen: tuple[Path, queue.SimpleQueue[bytes]], save: Callable[[Path], None]
) -> None:
    path, contents = seen
    save(path)
    assert contents.get(timeout=SECONDS) == b"second"
    time.sleep(0.4)
    assert contents.empty()


def test_a_page_that_was_written_anew_has_another_number(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    with Stamp(page) as stamp:
        first = stamp.next()
        stamp.show(first)
        assert f'width="{first.number}"' in (tmp_path / first.picture).read_text()
        time.sleep(0.02)
        assert stamp.next().number != first.number
    assert not list(tmp_path.iterdir())


def test_watch_marks_each_save_and_leaves_nothing_behind(
    tmp_path: Path, small_assignment: Path
) -> None:
    work = tmp_path / "work.py"
    work.write_bytes((ROOT / "student_template.py").read_bytes())
    command = [sys.executable, "-u", "-m", "grader", "watch", work]
    with subprocess.Popen(
        [*map(str, command), "--assignment", str(small_assignment)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as watching:
        assert watching.stdout is not None

        def until(words: str) -> None:
            for line in watching.stdout or ():
                if words in line:
                    return
            raise AssertionError(f"ended before it said {words!r}")

        until("0 / 100")
        until("Ctrl-C")
        assert "http-equiv" in work.with_suffix(".report.html").read_text("utf-8")
        assert 'name="watched"' in work.with_suffix(".report.html").read_text("utf-8")
        work.unlink()
        work.write_bytes((ROOT / "reference_solution.py").read_bytes())
        until("100 / 100")
        until("Ctrl-C")
        children = processes_of(watching.pid)
        assert children
        watching.send_signal(signal.SIGINT)
        until("Stopped watching")
        assert watching.wait(SECONDS) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["work.py", "work.report.html"]
    assert 'name="watched"' not in work.with_suffix(".report.html").read_text("utf-8")
    deadline = time.monotonic() + 5
    while any(is_alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in children if is_alive(pid)]


def processes_of(parent: int) -> list[int]:
    """All that run below a process."""
    children = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        children += [int(pid) for pid in task.read_text().split()]
    return children + [pid for child in children for pid in processes_of(child)]


def is_alive(pid: int) -> bool:
    """Whether a process still runs: one that has ended and was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False
