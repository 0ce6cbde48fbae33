"""What an archive of any format holds, as a folder: checked before anything in it is read.

Nothing is ever extracted. The threats: paths that climb out of the archive, links and devices,
bombs that unpack to more than any machine holds, a directory with millions of entries, and two
entries of one name of which each program sees another. A name may be spelled in any way, and is
made fit to be shown only where it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
import re

from grader.intake.disk import size
from grader.intake.names import shown
from grader.intake.tree import Entry, File, Refused, refused

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Bounds:
    """What one student's archive may be. Notebooks with their pictures and a git history fit."""

    packed: int = 64 * MEBIBYTE
    unpacked: int = 512 * MEBIBYTE
    entries: int = 5_000
    ratio: int = 200
    """Times its own size. Text reaches some 10, and bombs begin at 1000."""

    small: int = 16 * MEBIBYTE
    """Unpacked; below it no ratio can do harm."""

    def refuse_more(self, entries: int, unpacked: int, packed: int) -> None:
        """Raises Refused where an archive of `packed` bytes holds, or would unpack to, too much."""
        if entries > self.entries:
            raise Refused(f"It holds more than {self.entries} files and folders.")
        if unpacked > self.unpacked:
            raise Refused(f"It would unpack to more than {size(self.unpacked)}.")
        if unpacked > max(self.small, self.ratio * packed):
            raise Refused(f"It would unpack to more than {self.ratio} times its size.")


MOST_LEVELS = 200
"""Of folders; one name has room for 30,000, and each level is an object here."""


@dataclass(frozen=True)
class ArchiveFolder:
    """A folder in an archive."""

    name: str
    held: dict[str, Entry] = field(default_factory=dict)

    def entries(self) -> Sequence[Entry]:
        """What lies in it."""
        return [self.held[name] for name in sorted(self.held)]


@dataclass(frozen=True)
class Member:
    """An entry of an archive, as its format names it, with slashes or backslashes.

    `fault` is a sentence on why it must not be read, if it must not.
    """

    name: str
    is_folder: bool
    read: Callable[[int], bytes]
    fault: str = ""


def folder_of(name: str, members: Iterable[Member]) -> tuple[ArchiveFolder, list[str]]:
    """The archive as a folder, and a sentence for each entry that is not to be trusted.

    Such an entry has a place in the folder, if its path is sound, but refuses to be read.
    """
    root, faults = ArchiveFolder(name), []
    for member in members:
        path, fault = _path(member.name), member.fault
        if isinstance(path, str):
            faults.append(path)
            continue
        if not fault and not _put(root, path, member):
            fault = f"{called(member.name)} is in it twice."
        if fault:
            faults.append(fault)
            _put_refused(root, path, fault)
    return root, faults


def called(name: str) -> str:
    """An entry's name as it can stand in a sentence."""
    return shown(name[:200]) or "An entry"


def _path(name: str) -> tuple[str, ...] | str:
    """The parts of an entry's path; or a sentence, where it leads out of the archive."""
    # Some programs for Windows wrote backslashes, and others take them for separators.
    parts = re.split(r"[/\\]", name)
    if parts[0] == "" or re.match(r"[A-Za-z]:", name):
        return f"{called(name)} in it is an absolute path."
    if ".." in parts:
        return f"{called(name)} in it leads out of the archive."
    if "\0" in name:
        return f"{called(name)} in it is a name with a null character."
    if len(parts) > MOST_LEVELS:
        return f"{called(name)} in it lies more than {MOST_LEVELS} folders deep."
    path = tuple(part for part in parts if part not in ("", "."))
    return path or f"{called(name)} in it is not a file name."


def _put(root: ArchiveFolder, path: tuple[str, ...], member: Member) -> bool:
    """Put an entry into its place; False where there is one already."""
    folder = _folder_at(root, path if member.is_folder else path[:-1])
    if folder is None or member.is_folder:
        return folder is not None
    if path[-1] in folder.held:
        return False
    folder.held[path[-1]] = File(path[-1], member.read)
    return True


def _put_refused(root: ArchiveFolder, path: tuple[str, ...], fault: str) -> None:
    folder = _folder_at(root, path[:-1])
    if folder is not None:
        folder.held[path[-1]] = refused(path[-1], fault)


def _folder_at(root: ArchiveFolder, path: tuple[str, ...]) -> ArchiveFolder | None:
    """The folder, made if need be; None where a file is in the way."""
    folder = root
    for part in path:
        below = folder.held.setdefault(part, ArchiveFolder(part))
        if not isinstance(below, ArchiveFolder):
            return None
        folder = below
    return folder
