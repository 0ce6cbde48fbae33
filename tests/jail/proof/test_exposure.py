"""The truth about which of the grader's files student code could reach."""

from __future__ import annotations

from dataclasses import replace
import os
from pathlib import Path

from grader.jail.proof.exposure import Exposed, exposed_paths
from grader.jail.walls.confine import Confinement, ConfinementError
import pytest

ROOT = os.geteuid() == 0


@pytest.fixture
def goldens(public: Path) -> Path:
    """One file for everybody, one for its owner, and one in a folder for its owner."""
    folder = public / "goldens"
    folder.mkdir(mode=0o755)
    for name, mode in (("open.png", 0o644), ("closed.png", 0o600)):
        (folder / name).write_text(name)
        (folder / name).chmod(mode)
    hidden = folder / "hidden"
    hidden.mkdir()
    (hidden / "open.png").write_text("hidden")
    hidden.chmod(0o700)
    return folder


def without_landlock(plan: Confinement) -> Confinement:
    return replace(plan, landlock=False, reads_past_modes=False)


def names(exposed: tuple[Exposed, ...], kind: str) -> set[str]:
    return {each.path.name for each in exposed if getattr(each, kind)}


def test_nothing_is_exposed_with_all_protections(plan: Confinement, goldens: Path) -> None:
    assert exposed_paths([goldens], plan) == ()


def test_without_landlock_modes_decide(plan: Confinement, goldens: Path) -> None:
    """In a container as root: files that only root may enter or read stay out of reach."""
    exposed = exposed_paths([goldens], without_landlock(plan))
    everything = {"goldens", "open.png", "closed.png", "hidden"}
    assert names(exposed, "readable") == ({"goldens", "open.png"} if ROOT else everything)
    assert goldens / "hidden/open.png" not in {each.path for each in exposed} or not ROOT
    goldens.chmod(0o700)
    assert bool(exposed_paths([goldens], without_landlock(plan))) is not ROOT


def test_without_landlock_seccomp_refuses_to_write(plan: Confinement, goldens: Path) -> None:
    (goldens / "open.png").chmod(0o666)
    exposed = exposed_paths([goldens], replace(without_landlock(plan), scratch=None))
    assert not names(exposed, "writable")
    exposed = exposed_paths([goldens], without_landlock(plan))
    assert "open.png" in names(exposed, "writable")


def test_a_replaceable_folder_is_exposed(plan: Confinement, goldens: Path) -> None:
    """What lies in a folder that anyone may rename can be swapped for something else."""
    goldens.parent.chmod(0o777)
    exposed = exposed_paths([goldens], without_landlock(plan))
    assert {"goldens", "closed.png"} <= names(exposed, "writable")


def test_without_anything_all_is_exposed(plan: Confinement, goldens: Path) -> None:
    bare = replace(without_landlock(plan), seccomp=False, other_user=False, uid=0)
    assert names(exposed_paths([goldens], bare), "writable") >= {"open.png", "closed.png"}


def test_trying_changes_nothing(plan: Confinement, goldens: Path) -> None:
    def state() -> list[tuple[str, int, bytes]]:
        return [
            (str(path), path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
            for path in sorted(goldens.rglob("*"))
        ]

    before = state()
    exposed_paths([goldens], replace(without_landlock(plan), other_user=False, uid=0))
    assert state() == before


def test_a_plan_that_cannot_be_had_is_an_error(plan: Confinement, goldens: Path) -> None:
    with pytest.raises(ConfinementError):
        exposed_paths([goldens], replace(plan, readable=(Path("/not/there"),)))
