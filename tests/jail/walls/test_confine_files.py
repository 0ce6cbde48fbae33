"""Files that student code cannot read or write, tried from inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
import os
from pathlib import Path
import tempfile

from grader.jail.walls.confine import Confinement
from grader.jail.walls.forked import Outcome, run_in_child
import pytest

HERE = Path(__file__).parent
Inside = Callable[[Callable[[], object]], Outcome]


def test_cant_read_outside(inside: Inside, public: Path) -> None:
    golden = public / "golden.png"
    golden.write_text("golden")
    golden.chmod(0o644)
    for path in (golden, Path("/etc/passwd"), Path(__file__), Path("/proc/self/environ")):
        assert inside(path.read_bytes).refused, path


@pytest.mark.parametrize("folder", ["/", "/tmp", "/proc", "/proc/self", "/etc", str(HERE)])
def test_cant_list_outside(inside: Inside, folder: str) -> None:
    assert inside(lambda: os.listdir(folder)).refused


def test_can_read_what_was_allowed(plan: Confinement, public: Path) -> None:
    data = public / "network.npz"
    data.write_text("weights")
    data.chmod(0o644)
    allowed = replace(plan, readable=(data,))
    assert run_in_child(data.read_text, allowed).value == "weights"
    assert run_in_child(lambda: data.write_text("others"), allowed).refused
    assert data.read_text() == "weights"


def test_cant_write_outside_scratch(inside: Inside, public: Path) -> None:
    folder = public / "out"
    folder.mkdir()
    target = folder / "grades.csv"
    target.write_text("marks")
    target.chmod(0o666)
    folder.chmod(0o777)
    attempts: list[Callable[[], object]] = [
        lambda: target.write_text("forged"),
        lambda: os.open(target, os.O_RDONLY | os.O_TRUNC),
        lambda: os.truncate(target, 0),
        lambda: target.unlink(),
        lambda: target.rename(folder / "other"),
        lambda: target.chmod(0),
        lambda: os.utime(target),
        lambda: os.setxattr(target, "user.x", b"x"),
        lambda: (folder / "new").write_text(""),
        lambda: (folder / "made").mkdir(),
        lambda: os.rename("own", folder / "own"),
        lambda: Path("/tmp/litter").write_text(""),
        lambda: Path("/dev/shm/litter").write_text(""),
        lambda: Path("/var/tmp/litter").write_text(""),
    ]
    for number, attempt in enumerate(attempts):

        def work(attempt: Callable[[], object] = attempt) -> object:
            Path("own").write_text("own")
            return attempt() and None

        outcome = inside(work)
        assert outcome.failed_with("Error"), number
    assert target.read_text() == "marks"
    assert [path.name for path in folder.iterdir()] == ["grades.csv"]


def test_can_write_in_scratch(inside: Inside) -> None:
    def work() -> str:
        Path("folder").mkdir()
        Path("folder/picture").write_text("picture")
        os.rename("folder/picture", "moved")
        with tempfile.TemporaryFile() as file:
            file.write(b"temporary")
        return Path("moved").read_text()

    assert inside(work).value == "picture"


def test_without_scratch_nothing_can_be_written(plan: Confinement) -> None:
    bare = replace(plan, scratch=None)
    assert run_in_child(lambda: Path("/tmp/litter").write_text(""), bare).refused
    assert run_in_child(lambda: os.mkdir("/tmp/litter"), bare).refused
    # By seccomp alone as well: this is what is left where Landlock does not hold.
    weaker = replace(bare, landlock=False, reads_past_modes=False)
    assert run_in_child(lambda: Path("/tmp/litter").write_text(""), weaker).refused
    assert run_in_child(lambda: os.open("/tmp/litter", os.O_CREAT), weaker).refused
    assert run_in_child(lambda: os.mkdir("/tmp/litter"), weaker).refused


def test_cant_leave_traps_in_scratch(inside: Inside) -> None:
    assert inside(lambda: os.symlink("/etc/passwd", "answer")).refused
    assert inside(lambda: os.mkfifo("answer")).refused
    assert inside(lambda: os.link("/etc/passwd", "answer")).refused
    assert inside(lambda: os.mknod("answer")).refused
