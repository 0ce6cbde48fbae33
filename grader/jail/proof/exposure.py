"""Which of the grader's files student code could reach, found by letting a confined child try."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
import os
from pathlib import Path
import stat

from grader.jail.walls.confine import Confinement, ConfinementError
from grader.jail.walls.forked import run_in_child

PROBE_NAME = ".grader-exposure-probe"
SECONDS = 120.0


@dataclass(frozen=True)
class Exposed:
    """One of the grader's files or folders that student code could read or change."""

    path: Path
    readable: bool
    writable: bool


def exposed_paths(
    paths: Iterable[Path], plan: Confinement, *, but: Iterable[Path] = ()
) -> tuple[Exposed, ...]:
    """Those of `paths`, and of everything in them, that a child confined to `plan` reaches.

    `but`, with everything in it, is not secret. Trying changes nothing. A path also counts as
    writable where its mode, its name or a folder above it could be changed. Raises ConfinementError
    where `plan` cannot be applied.
    """
    roots = [path.absolute() for path in paths]
    open_to_all = {path.resolve() for path in but}
    everything = sorted({path for root in roots for path in _with_all_inside(root, open_to_all)})
    above = sorted({folder for root in roots for folder in root.parents})

    def trying() -> list[tuple[int, bool, bool]]:
        replaceable = {folder for folder in above if _can_replace_in(folder)}
        return [
            (index, readable, writable)
            for index, path in enumerate(everything)
            for readable, writable in [(_can_read(path), _can_write(path, replaceable))]
            if readable or writable
        ]

    outcome = run_in_child(trying, plan, seconds=SECONDS)
    if outcome.failure is not None or not isinstance(outcome.value, list):
        raise ConfinementError(outcome.failure or "the probe gave no answer")
    return tuple(
        Exposed(everything[index], readable, writable)
        for index, readable, writable in outcome.value
    )


def _with_all_inside(root: Path, but: Set[Path]) -> Iterator[Path]:
    yield root
    if root.is_symlink():
        return
    for above, folders, files in os.walk(root):
        here = Path(above).resolve()
        folders[:] = [name for name in folders if here / name not in but]
        yield from (Path(above, name) for name in (*folders, *files) if here / name not in but)


def _can_read(path: Path) -> bool:
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
    except OSError:
        return False
    return True


def _can_write(path: Path, replaceable: set[Path]) -> bool:
    if any(folder in replaceable for folder in path.parents):
        return True
    if os.path.isdir(path):
        return _can_create_in(path) or _can_change_mode(path)
    return _can_open_for_writing(path) or _can_change_mode(path)


def _can_open_for_writing(path: Path) -> bool:
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
    except OSError:
        return False
    return True


def _can_change_mode(path: Path) -> bool:
    """An owner without write permission can grant it first."""
    try:
        os.chmod(path, stat.S_IMODE(os.stat(path).st_mode))
    except OSError:
        return False
    return True


def _can_create_in(folder: Path) -> bool:
    probe = folder / PROBE_NAME
    try:
        os.close(os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        os.unlink(probe)
    except OSError:
        return False
    return True


def _can_replace_in(folder: Path) -> bool:
    """Whether what is in `folder` could be renamed and another put in its place."""
    if not _can_create_in(folder):
        return False
    status = os.stat(folder)
    # In a sticky folder such as /tmp only the owner of a file or of the folder can rename it.
    return not status.st_mode & stat.S_ISVTX or status.st_uid == os.getuid()
