"""The one folder that student code may write to: bounded, emptied between children, removed.

TensorFlow writes there too (AutoGraph saves the code it generates), so there has to be one. Where
that can be mounted it is a small file system in memory, in a mount namespace of its own: the kernel
bounds its size and its number of files, and takes it away when the worker dies, however it dies.
Otherwise it is a plain folder that the parent must watch: RLIMIT_FSIZE bounds only each file. A
file without a name would not be seen there, so that in it no file loses its name (`syscalls`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import stat
import tempfile

from grader.jail.limits import Limits
from grader.jail.namespaces import call, leave_the_mounts

MS_NOSUID_NODEV_NOEXEC = 2 | 4 | 8
MNT_DETACH = 2
BLOCK_BYTES = 512


@dataclass(frozen=True)
class Scratch:
    """A scratch folder; `bounded` where the kernel keeps it within the limits."""

    folder: Path
    bounded: bool


@contextmanager
def open_scratch(
    base: Path, limits: Limits, *, uid: int | None, bounded: bool
) -> Iterator[Scratch]:
    """A scratch folder under `base`, which the user `uid` must be able to enter.

    `bounded` says that the machine can mount (`protections.SCRATCH` holds). Then the process
    that calls this moves to a mount namespace of its own: to be called in a worker, before it
    forks. Raises OSError where the folder cannot be made or mounted.
    """
    folder = Path(tempfile.mkdtemp(prefix="scratch-", dir=base))
    if bounded:
        _mount_tmpfs(folder, limits, os.getuid() if uid is None else uid)
    elif uid is not None:
        os.chown(folder, uid, uid)
    try:
        yield Scratch(folder, bounded)
    finally:
        if bounded:
            call("umount2", os.fsencode(folder), MNT_DETACH)
        else:
            empty(folder)
        os.rmdir(folder)


def is_over(folder: Path, limits: Limits) -> bool:
    """Whether the folder holds more than allowed: for the parent to ask, often, and then kill.

    Not needed for a scratch folder that the kernel bounds.
    """
    size = files = 0
    folders = [os.fspath(folder)]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    status = entry.stat(follow_symlinks=False)
                    size += status.st_blocks * BLOCK_BYTES
                    files += 1
                    if stat.S_ISDIR(status.st_mode):
                        folders.append(entry.path)
                    if size > limits.scratch_bytes or files > limits.scratch_files:
                        return True
        except FileNotFoundError:
            continue
        except OSError:
            # A path too long to be looked at: nothing that an honest submission makes.
            return True
    return False


def empty(folder: Path) -> None:
    """Remove everything in `folder`, however deep: no path grows and nothing recurses.

    What lies two levels down is moved up before its folder is removed. Links are never followed.
    Raises OSError where something cannot be removed.
    """
    moved = 0
    while names := os.listdir(folder):
        for name in names:
            path = folder / name
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                os.unlink(path)
                continue
            # The child may have made a folder that not even its owner can enter.
            os.chmod(path, 0o700)
            for inner in os.listdir(path):
                moved += 1
                if stat.S_ISDIR(os.lstat(path / inner).st_mode):
                    os.chmod(path / inner, 0o700)
                    os.rename(path / inner, folder / f".moved-{os.getpid()}-{moved}")
                else:
                    os.unlink(path / inner)
            os.rmdir(path)


def why_no_tmpfs() -> str | None:
    """None where a small file system can be mounted here; otherwise what went wrong, in words."""
    from grader.jail.forked import run_in_child

    with tempfile.TemporaryDirectory() as base:

        def mounting() -> None:
            with open_scratch(Path(base), Limits(), uid=None, bounded=True) as scratch:
                Path(scratch.folder, "file").write_text("")

        return run_in_child(mounting).failure


def _mount_tmpfs(folder: Path, limits: Limits, uid: int) -> None:
    """In a namespace of its own, so that no mount is left behind by a worker that was killed."""
    options = f"size={limits.scratch_bytes},nr_inodes={limits.scratch_files},mode=0700"
    options = f"{options},uid={uid},gid={uid}"
    leave_the_mounts()
    call("mount", b"tmpfs", os.fsencode(folder), b"tmpfs", MS_NOSUID_NODEV_NOEXEC, options.encode())
