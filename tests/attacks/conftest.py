"""One small assignment, and graders that every attack is put to, one after another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
import shutil
import tempfile

from grader.jail.proof.protections import Machine
from grader.marking.session import ReadyAssignment
import pytest

from tests.attacks.arena import ALICE, Arena, open_arena
from tests.attacks.processes import Process


@pytest.fixture(scope="session")
def public_folder() -> Iterator[Path]:
    """A folder that every user can enter: there, modes alone protect nothing."""
    folder = Path(tempfile.mkdtemp(prefix="attacks-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def small_assignment(made_assignment: Path, public_folder: Path) -> Path:
    """The `assignment.toml` of an assignment that is marked in moments."""
    folder = public_folder / "small"
    shutil.copytree(made_assignment, folder)
    return folder / "assignment.toml"


@pytest.fixture(scope="session")
def results_folder(public_folder: Path) -> Path:
    """What a class's results and submissions look like from inside: a gradebook, and a classmate's
    right solution, both in files that any user of the machine could read."""
    folder = public_folder / "class"
    (folder / "submissions").mkdir(parents=True)
    (folder / "submissions" / "alice.py").write_bytes(ALICE)
    (folder / "gradebook.sqlite").write_bytes(b"SQLite format 3\0")
    return folder


@pytest.fixture(scope="session")
def started() -> set[Process]:
    """The processes that the arenas have started; whatever else has no parent was left."""
    return set()


@pytest.fixture(scope="session")
def arena(
    small_assignment: Path, results_folder: Path, machine: Machine, started: set[Process]
) -> Iterator[Arena]:
    """A grader with time enough for whatever ends by itself."""
    ready = ReadyAssignment.open(small_assignment)
    with open_arena(ready, machine, results_folder, 1, started) as arena:
        yield arena


@pytest.fixture(scope="session")
def hasty_arena(
    small_assignment: Path, results_folder: Path, machine: Machine, started: set[Process]
) -> Iterator[Arena]:
    """Graders that stop at a time limit what does not end by itself."""
    hasty = small_assignment.with_name("hasty.toml")
    text = small_assignment.read_text()
    for limit, seconds in (("fast_seconds", 1), ("seconds", 6), ("cpu_seconds", 5)):
        text = text.replace(f"\n{limit} = 60", f"\n{limit} = {seconds}")
    hasty.write_text(text)
    with open_arena(ReadyAssignment.open(hasty), machine, results_folder, 4, started) as arena:
        yield arena
