"""A cell is clean for the next child, whatever the one before left, and loses no answer by it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
import os
from pathlib import Path
import subprocess
import sys

from grader.jail.proof.protections import LANDLOCK, OTHER_USER, SCRATCH, Machine
from grader.jail.run.bounds import Bounds
from grader.jail.walls import scratch
from grader.jail.walls.forked import run_in_child
from grader.jail.walls.limits import Limits
from grader.jail.walls.privileges import worker_uid
from grader.jail.walls.users import Users
import pytest

ROOT = Path(__file__).parents[3]


def without(machine: Machine, *names: str) -> Machine:
    left = (
        replace(each, holds=each.holds and each.name not in names) for each in machine.protections
    )
    return replace(machine, protections=tuple(left), reads_past_modes=False)


def test_bounds_travel_whole(machine: Machine) -> None:
    bounds = Bounds(machine, Limits(), ("/etc/hosts",), 3, 5, "/tmp")
    assert Bounds.from_json(bounds.to_json() | {"readable": ["/etc/hosts"]}) == bounds


def test_what_cannot_be_removed_is_left_aside(
    machine: Machine, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = Bounds(without(machine, SCRATCH, OTHER_USER), Limits(), folder=str(public))
    with bounds.open_cell() as cell:
        assert cell.plan is not None and cell.plan.scratch is not None
        first = cell.plan.scratch
        with monkeypatch.context() as broken:
            broken.setattr(scratch, "empty", lambda folder: os.rmdir("/not/there"))
            cell.sweep()
        (first / "left").touch()
        assert cell.plan.scratch != first and os.listdir(cell.plan.scratch) == []
        last = cell.plan.scratch
        with monkeypatch.context() as broken:
            broken.setattr(scratch, "empty", lambda folder: os.rmdir("/not/there"))
            broken.setattr(scratch.tempfile, "mkdtemp", lambda **_: os.rmdir("/not/there"))
            cell.sweep()
            with pytest.raises(OSError, match="not/there"):
                assert cell.plan
        (last / "left").touch()
        assert cell.plan.scratch == last and os.listdir(last) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount, and be many users")
def test_a_sweep_ends_what_goes_on_and_leaves_nothing(machine: Machine, public: Path) -> None:
    """In a child, as the mount namespace is not left again."""

    def server(number: int) -> list[str]:
        bounds = Bounds(machine, Limits(), worker=number, folder=str(public))
        with bounds.open_cell() as cell:
            assert cell.plan is not None and cell.plan.scratch is not None
            (cell.plan.scratch / "left").touch()
            uid = worker_uid(number)
            left = subprocess.Popen(["/bin/sleep", "60"], user=uid, group=uid, cwd="/")
            cell.sweep()
            assert left.wait(10) == -9
            assert cell.plan.scratch.stat().st_uid == uid
            return os.listdir(cell.plan.scratch)

    assert machine.holds(SCRATCH)
    with closing(Users(1)) as users:
        assert run_in_child(lambda: server(users.numbers[0])).value == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be many users")
def test_without_landlock_nothing_is_left_where_every_user_may_write(
    machine: Machine, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threat: one child writes there what it was asked in a hidden case, and the next reads it."""
    place = public / "tmp"
    place.mkdir()
    place.chmod(0o1777)
    monkeypatch.setattr(scratch, "PUBLIC_PLACES", (place, public / "missing"))
    (place / "others").touch()

    def leave() -> None:
        (place / "left").touch()
        (place / "folder" / "inside" / "deep").mkdir(parents=True)
        (place / "folder" / "inside" / "left").touch()

    with closing(Users(1)) as users:
        bounds = Bounds(
            without(machine, LANDLOCK, SCRATCH), Limits(), worker=users.numbers[0],
            folder=str(public),
        )  # fmt: skip
        with bounds.open_cell() as cell:
            assert cell.plan is not None and cell.plan.other_user
            assert run_in_child(leave, cell.plan).failure is None
            assert sorted(os.listdir(place)) == ["folder", "left", "others"]
            cell.sweep()
            assert os.listdir(place) == ["others"]


ORDINARY = ["setpriv", "--reuid=61180", "--regid=61180", "--clear-groups"]
READS = "-all,+dac_read_search"
"""Python may lie where only root can enter: so it is read by a capability that counts no thread."""


def test_thirty_two_neighbours_of_one_ordinary_user_have_their_threads() -> None:
    """All cells are open before the first child runs, and all children run at once."""
    script = (Path(__file__).parent / "many_neighbours.py").as_posix()
    command = [sys.executable, script]
    if os.geteuid() == 0:
        caps = [f"--inh-caps={READS}", f"--ambient-caps={READS}", f"--bounding-set={READS}"]
        command = [*ORDINARY, *caps, *command]
    with subprocess.Popen(
        command,
        cwd="/",
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        text=True,
    ) as done:
        said, _ = done.communicate(timeout=200)
    assert done.returncode == 0 and said.split() == ["40"] * 32
