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

from grader.core.text import Message
from grader.intake.disk import size
from grader.intake.names import shown
from grader.intake.tree import Entry, File, Refused, refused

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Bounds:
    """The limits of one student's archive. Notebooks with pictures and a git history fit."""

    packed: int = 64 * MEBIBYTE
    unpacked: int = 512 * MEBIBYTE
    entries: int = 5_000
    ratio: int = 200
    """The most that it may grow in unpacking. Text reaches about 10, and bombs begin at 1000."""

    small: int = 16 * MEBIBYTE
    """Unpacked size below which no ratio does harm."""

    def refuse_more(self, entries: int, unpacked: int, packed: int) -> None:
        """Raises Refused where an archive of `packed` bytes holds, or would unpack to, too much."""
        if entries > self.entries:
            raise Refused(
                Message("It holds more than {entries} files and folders.", entries=self.entries)
            )
        if unpacked > self.unpacked:
            raise Refused(
                Message("It would unpack to more than {unpacked}.", unpacked=size(self.unpacked))
            )
        if unpacked > max(self.small, self.ratio * packed):
            raise Refused(
                Message("It would unpack to more than {ratio} times its size.", ratio=self.ratio)
            )


MOST_LEVELS = 200
"""Of folders: one name has room for 30,000, and each level is an object in memory."""


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
    fault: Message | None = None


def folder_of(name: str, members: Iterable[Member]) -> tuple[ArchiveFolder, list[Message]]:
    """The archive as a folder, and a sentence for each entry that is not to be trusted.

    Such an entry has a place in the folder, if its path is sound, but refuses to be read.
    """
    root = ArchiveFolder(name)
    faults: list[Message] = []
    for member in members:
        path, fault = _path(member.name), member.fault
        if isinstance(path, Message):
            faults.append(path)
            continue
        if not fault and not _put(root, path, member):
            fault = Message("It holds {name} twice.", name=called(member.name))
        if fault:
            faults.append(fault)
            _put_refused(root, path, fault)
    return root, faults


def called(name: str) -> str:
    """An entry's name as it can stand in a sentence."""
    return shown(name[:200]) or "?"


def _path(name: str) -> tuple[str, ...] | Message:
    """The parts of an entry's path; or a sentence, where it leads out of the archive."""
    # Some Windows programs wrote backslashes, and others read them as separators.
    parts = re.split(r"[/\\]", name)
    if parts[0] == "" or re.match(r"[A-Za-z]:", name):
        return Message("It holds an absolute path, {name}.", name=called(name))
    if ".." in parts:
        return Message("It holds a path that leads out of the archive, {name}.", name=called(name))
    if "\0" in name:
        return Message("It holds a name with a null character, {name}.", name=called(name))
    if len(parts) > MOST_LEVELS:
        return Message(
            "It holds a file more than {most} folders deep, {name}.",
            most=MOST_LEVELS,
            name=called(name),
        )
    path = tuple(part for part in parts if part not in ("", "."))
    return path or Message("It holds {name}, which is not a file name.", name=called(name))


def _put(root: ArchiveFolder, path: tuple[str, ...], member: Member) -> bool:
    """Put an entry into its place; False where there is one already."""
    folder = _folder_at(root, path if member.is_folder else path[:-1])
    if folder is None or member.is_folder:
        return folder is not None
    if path[-1] in folder.held:
        return False
    folder.held[path[-1]] = File(path[-1], member.read)
    return True


def _put_refused(root: ArchiveFolder, path: tuple[str, ...], fault: Message) -> None:
    folder = _folder_at(root, path[:-1])
    if folder is not None:
        folder.held[path[-1]] = refused(path[-1], fault)


def _folder_at(root: ArchiveFolder, path: tuple[str, ...]) -> ArchiveFolder | None:
    """The folder, created if necessary; None where a file is in the way."""
    folder = root
    for part in path:
        below = folder.held.setdefault(part, ArchiveFolder(part))
        if not isinstance(below, ArchiveFolder):
            return None
        folder = below
    return folder
