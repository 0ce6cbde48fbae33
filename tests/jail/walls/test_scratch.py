"""A scratch folder is bounded, private to one child, and gone afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
import os
from pathlib import Path

from grader.jail.proof import protections
from grader.jail.walls.confine import Confinement
from grader.jail.walls.forked import Outcome, run_in_child
from grader.jail.walls.limits import MEBIBYTE, Limits
from grader.jail.walls.scratch import empty, is_over, open_scratch
import pytest

SMALL = Limits(file_bytes=MEBIBYTE, scratch_bytes=4 * MEBIBYTE, scratch_files=100)


def fill() -> int:
    written = 0
    try:
        for number in range(20):
            Path(f"file{number}").write_bytes(bytes(MEBIBYTE))
            written += 1
    except OSError:
        pass
    return written


def litter() -> int:
    made = 0
    try:
        for number in range(3000):
            Path(f"file{number}").touch()
            made += 1
    except OSError:
        pass
    return made


def nest() -> int:
    made = 0
    try:
        for _ in range(3000):
            os.mkdir("folder", mode=0o300)
            os.chdir("folder")
            made += 1
    except OSError:
        pass
    return made


def occupy() -> int:
    """Folders that hold others, and every name that a counting sweep would move those to."""
    made = 0
    try:
        for number in range(200):
            os.makedirs(f"outer-{number}/inner/innermost")
            os.makedirs(f".moved-{os.getppid()}-{number + 1}/full")
            made += 5
    except OSError:
        pass
    return made


@pytest.fixture
def base(public: Path) -> Iterator[Path]:
    """Whatever is tried, nothing is left."""
    yield public
    assert not list(public.glob("scratch-*"))


def try_in_scratch(
    machine: protections.Machine, base: Path, work: Callable[[], int], *, bounded: bool
) -> tuple[Outcome, bool, list[str]]:
    """What came of `work`, whether the folder was over its limits, and what `renew` left."""
    plan = machine.confinement(SMALL)
    uid = plan.uid if plan.other_user else None
    with open_scratch(base, SMALL, uid=uid, bounded=bounded) as scratch:
        outcome = run_in_child(work, replace(plan, scratch=scratch.folder))
        over = is_over(scratch.folder, SMALL)
        folder = scratch.folder
        scratch.renew()
        assert scratch.folder == folder
        return outcome, over, os.listdir(scratch.folder)


@pytest.mark.parametrize("work", [fill, litter, nest, occupy])
def test_bounded_by_the_kernel(
    machine: protections.Machine, base: Path, work: Callable[[], int]
) -> None:
    """In a child, as the mount namespace is not left again."""
    if not machine.holds(protections.SCRATCH):
        assert os.geteuid() != 0, "root can mount, and did not"
        pytest.skip("this user cannot mount")

    def worker() -> None:
        outcome, over, left = try_in_scratch(machine, base, work, bounded=True)
        assert isinstance(outcome.value, int) and 0 < outcome.value <= SMALL.scratch_files
        assert not over and left == []

    assert run_in_child(worker).failure is None


@pytest.mark.parametrize("work", [fill, litter, nest, occupy])
def test_watched_where_not_bounded(
    machine: protections.Machine, base: Path, work: Callable[[], int]
) -> None:
    outcome, over, left = try_in_scratch(machine, base, work, bounded=False)
    assert outcome.failure is None
    assert over and left == []


def test_no_mount_is_left_by_a_killed_worker(machine: protections.Machine, base: Path) -> None:
    def worker() -> None:
        scratch = open_scratch(base, SMALL, uid=None, bounded=machine.holds(protections.SCRATCH))
        scratch.__enter__()
        os.kill(os.getpid(), 9)

    run_in_child(worker)
    assert "scratch-" not in Path("/proc/mounts").read_text()
    for folder in base.glob("scratch-*"):
        folder.rmdir()


def test_an_honest_scratch_is_not_over(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/picture.png").write_bytes(bytes(1000))
    assert not is_over(tmp_path, SMALL)


def test_emptying_never_follows_a_link(tmp_path: Path, plan: Confinement) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("precious")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    empty(folder)
    assert (outside / "precious").read_text() == "precious"
    assert os.listdir(folder) == []


def test_emptying_never_follows_a_link_that_takes_a_folders_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something goes on in the folder meanwhile, at the worst moment: the folder has been seen to
    be one, and is about to be entered."""
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o755)
    (outside / "precious").write_text("precious")
    folder = tmp_path / "folder"
    (folder / "it").mkdir(parents=True)
    chmod = os.chmod

    def exchange_first(path: object, mode: int) -> None:
        (folder / "it").rename(tmp_path / "gone")
        (folder / "it").symlink_to(outside)
        monkeypatch.setattr(os, "chmod", chmod)
        chmod(str(path), mode)

    monkeypatch.setattr(os, "chmod", exchange_first)
    with pytest.raises(NotADirectoryError):
        empty(folder)
    empty(folder)
    assert (outside / "precious").read_text() == "precious"
    assert outside.stat().st_mode & 0o777 == 0o755 and os.listdir(folder) == []
