"""The one folder that student code may write to: bounded, emptied between children, removed.

Libraries write there, too: TensorFlow saves the code that it generates. Where that can be mounted,
the folder is a small file system in memory, in a mount namespace of its own: the kernel bounds its
size and its number of files, and takes it away when the worker dies, however it dies. Otherwise it
is a plain folder that the parent must watch: RLIMIT_FSIZE bounds only each file. A file without a
name would not be seen there, so that in it no file loses its name (`syscalls`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
import errno
import os
from pathlib import Path
import secrets
import stat
import tempfile
import time

from grader.jail.walls.kernel import call
from grader.jail.walls.limits import Limits
from grader.jail.walls.namespaces import leave_the_mounts

MS_NOSUID_NODEV_NOEXEC = 2 | 4 | 8
MNT_DETACH = 2
BLOCK_BYTES = 512
EMPTYING_SECONDS = 20.0
PUBLIC_PLACES = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path("/run/lock"))
"""Where every user may write: so may a child, where Landlock does not refuse it."""


class Scratch:
    """A scratch folder; `bounded` where the kernel keeps it within the limits.

    `folder` is another one after what could not be emptied.
    """

    def __init__(self, base: Path, limits: Limits, *, uid: int | None, bounded: bool) -> None:
        """As `open_scratch` says."""
        self.bounded = bounded
        self._base, self._limits, self._uid = base, limits, uid
        if bounded:
            leave_the_mounts()
        self.folder = self._make()

    def renew(self) -> None:
        """Make it as it was at first. Raises OSError where no clean folder is to be had."""
        try:
            if self.bounded:
                call("umount2", os.fsencode(self.folder), MNT_DETACH)
                self._mount(self.folder)
            else:
                empty(self.folder)
        except OSError:
            # What one child left must not stop those after it; it lies where all is removed.
            self.folder = self._make()

    def close(self) -> None:
        """Remove it. Raises OSError where it cannot be removed."""
        if self.bounded:
            call("umount2", os.fsencode(self.folder), MNT_DETACH)
        else:
            empty(self.folder)
        os.rmdir(self.folder)

    def _make(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="scratch-", dir=self._base))
        if self.bounded:
            self._mount(folder)
        elif self._uid is not None:
            os.chown(folder, self._uid, self._uid)
        return folder

    def _mount(self, folder: Path) -> None:
        uid = os.getuid() if self._uid is None else self._uid
        size, files = self._limits.scratch_bytes, self._limits.scratch_files
        options = f"size={size},nr_inodes={files},mode=0700,uid={uid},gid={uid}".encode()
        call("mount", b"tmpfs", os.fsencode(folder), b"tmpfs", MS_NOSUID_NODEV_NOEXEC, options)


@contextmanager
def open_scratch(
    base: Path, limits: Limits, *, uid: int | None, bounded: bool
) -> Iterator[Scratch]:
    """A scratch folder under `base`, which the user `uid` must be able to enter.

    `bounded` says that the machine can mount (`protections.SCRATCH` holds). Then the process
    that calls this moves to a mount namespace of its own: to be called in a worker, before it
    forks. Raises OSError where the folder cannot be made or mounted.
    """
    scratch = Scratch(base, limits, uid=uid, bounded=bounded)
    try:
        yield scratch
    finally:
        scratch.close()


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


def clear_public_places(uid: int) -> None:
    """Remove all that a child of the user `uid`, which is a worker's, has left in PUBLIC_PLACES.

    The next child could read there what this one was asked. Raises OSError where something cannot
    be removed.
    """
    for place in PUBLIC_PLACES:
        if place.is_dir() and not place.is_symlink():
            empty(place, uid)


def empty(folder: Path, uid: int | None = None) -> None:
    """Remove everything in `folder`, however deep: no path grows and nothing recurses.

    With `uid`, only what belongs to that user, and all in it.

    What lies two levels down is moved up before its folder is removed, to a name that nobody can
    have taken. Everything is reached from `folder` by descriptors, so that no link is followed,
    not even one that takes a folder's place meanwhile. Raises OSError where something cannot be
    removed, or comes again and again.
    """
    deadline = time.monotonic() + EMPTYING_SECONDS
    top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        while names := _names(top, uid):
            if time.monotonic() > deadline:
                raise OSError(errno.EBUSY, "something goes on writing there", os.fspath(folder))
            for name in names:
                if not _unlink(name, top):
                    _move_up(name, top)
                    os.rmdir(name, dir_fd=top)
    finally:
        os.close(top)


def _names(top: int, uid: int | None) -> list[str]:
    names = os.listdir(top)
    return names if uid is None else [name for name in names if _is_of(uid, name, top)]


def _is_of(uid: int, name: str, folder: int) -> bool:
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False).st_uid == uid
    except FileNotFoundError:  # somebody else's, removed meanwhile
        return False


def _unlink(name: str, folder: int) -> bool:
    """Remove a file that is not a folder; returns whether it was not one."""
    try:
        os.unlink(name, dir_fd=folder)
    except (IsADirectoryError, PermissionError):
        return False
    return True


def _move_up(name: str, top: int) -> None:
    """Leave nothing in the folder `name` of `top`: its folders move to `top`."""
    inner = _enter(name, top)
    try:
        for each in os.listdir(inner):
            if not _unlink(each, inner):
                # Its ".." changes, for which it must be writable.
                os.close(_enter(each, inner))
                os.rename(each, secrets.token_hex(16), src_dir_fd=inner, dst_dir_fd=top)
    finally:
        os.close(inner)


def _enter(name: str, folder: int) -> int:
    """Open a folder, which the child may have made so that not even its owner can enter."""
    handle = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
    try:
        itself = f"/proc/self/fd/{handle}"
        os.chmod(itself, 0o700)
        return os.open(itself, os.O_RDONLY | os.O_DIRECTORY)
    finally:
        os.close(handle)


def why_no_tmpfs() -> str | None:
    """None where a small file system can be mounted here; otherwise what went wrong."""
    from grader.jail.walls.forked import run_in_child

    with tempfile.TemporaryDirectory() as base:

        def mounting() -> None:
            with open_scratch(Path(base), Limits(), uid=None, bounded=True) as scratch:
                Path(scratch.folder, "file").write_text("")

        return run_in_child(mounting).failure
