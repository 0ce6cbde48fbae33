"""Where the kernel does not bound the scratch folder, what lies in it can be counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
import mmap
import os
from pathlib import Path
import tempfile

from grader.jail.walls.confine import Confinement
from grader.jail.walls.forked import Outcome, run_in_child
from grader.jail.walls.limits import MEBIBYTE, Limits
from grader.jail.walls.scratch import is_over
import pytest

SMALL = Limits(file_bytes=MEBIBYTE, scratch_bytes=4 * MEBIBYTE, scratch_files=100)
Inside = Callable[[Callable[[], object]], Outcome]


@pytest.fixture
def watched(plan: Confinement) -> Confinement:
    return replace(plan, watched=True)


def unlink(name: str) -> None:
    os.unlink(name)


def unlink_at(name: str) -> None:
    folder = os.open(".", os.O_RDONLY)
    os.unlink(name, dir_fd=folder)


def put_another_in_its_place(name: str) -> None:
    Path("other").touch()
    os.replace("other", name)


@pytest.mark.parametrize("lose_its_name", [unlink, unlink_at, put_another_in_its_place])
def test_no_file_is_used_without_a_name(
    watched: Confinement, scratch: Path, lose_its_name: Callable[[str], None]
) -> None:
    def work() -> int:
        kept = []
        for number in range(8):
            with open(f"file{number}", "w+b") as file:
                file.write(bytes(MEBIBYTE))
                kept.append(mmap.mmap(file.fileno(), MEBIBYTE))
            try:
                lose_its_name(f"file{number}")
            except OSError:
                continue
        return len(kept)

    assert run_in_child(work, watched).value == 8
    assert is_over(scratch, SMALL)


def test_no_file_is_made_without_a_name(watched: Confinement) -> None:
    outcome = run_in_child(lambda: os.open(".", os.O_RDWR | os.O_TMPFILE), watched)
    assert outcome.failed_with("not supported")


def test_programs_that_tidy_up_go_on(watched: Confinement) -> None:
    def work() -> int:
        with tempfile.TemporaryFile() as file, tempfile.NamedTemporaryFile() as other:
            file.write(b"a")
            other.write(b"b")
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "inner").mkdir()
            Path(folder, "inner", "file").write_text("c")
        return len(os.listdir())

    left = run_in_child(work, watched).value
    assert isinstance(left, int) and left > 0


def test_where_the_kernel_bounds_it_files_can_be_removed(inside: Inside) -> None:
    def work() -> list[str]:
        Path("file").touch()
        os.rename("file", "other")
        os.unlink("other")
        return os.listdir()

    assert inside(work).value == []
