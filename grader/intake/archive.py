"""A zip archive as a folder: checked before anything in it is read, and never extracted.

The threats: paths that climb out of the archive, links and devices, bombs that unpack to more than
any machine holds, a directory with millions of entries, two entries of one name of which each
program sees another, and encrypted entries. A name may be spelled in any way, and is made fit to be
shown only where it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
import io
from pathlib import Path
import re
import stat
import struct
from typing import BinaryIO
import zipfile
import zlib

from grader.core.text import Message
from grader.intake.disk import size
from grader.intake.entry_names import entry_names
from grader.intake.names import shown
from grader.intake.tree import Entry, File, Folder, Refused, refused

MEBIBYTE = 1024 * 1024

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # encrypted; NotImplementedError: a method or a version that zipfile lacks
    ValueError,  # a place before the file's beginning; UnicodeDecodeError
    OverflowError,
)
"""All that `zipfile` raises over what is wrong with an archive."""

_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1


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


MOST_IN_CLASS = 500_000
"""Entries in the archive of a class: a thousand repositories with their history."""


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


def students_archive(name: str, content: bytes, bounds: Bounds) -> Folder:
    """The archive that a student handed in. Raises Refused where anything about it is wrong."""
    # Every entry that zipfile will make an object of begins so: counted before any is made.
    if content.count(_DIRECTORY_ENTRY) > 4 * bounds.entries:
        raise Refused(
            Message("It holds more than {entries} files and folders.", entries=bounds.entries)
        )
    archive = open_archive(io.BytesIO(content))
    infos = archive.infolist()
    if len(infos) > bounds.entries:
        raise Refused(
            Message("It holds more than {entries} files and folders.", entries=bounds.entries)
        )
    unpacked = sum(info.file_size for info in infos)
    if unpacked > bounds.unpacked:
        raise Refused(
            Message("It would unpack to more than {unpacked}.", unpacked=size(bounds.unpacked))
        )
    if unpacked > max(bounds.small, bounds.ratio * len(content)):
        raise Refused(
            Message("It would unpack to more than {ratio} times its size.", ratio=bounds.ratio)
        )
    folder, faults = folder_of(name, archive)
    if faults:
        raise Refused(faults[0])
    return folder


def open_archive(source: Path | BinaryIO) -> zipfile.ZipFile:
    """The archive, its directory read. Raises Refused."""
    try:
        return zipfile.ZipFile(source)
    except UnicodeDecodeError as error:
        raise Refused(Message("It holds a name that is not valid UTF-8.")) from error
    except zipfile.BadZipFile as error:
        raise Refused(Message("It is not a zip archive, or it is cut off.")) from error
    except UNREADABLE as error:
        raise Refused(Message("It cannot be read: {error}.", error=error)) from error


def folder_of(name: str, archive: zipfile.ZipFile) -> tuple[ArchiveFolder, list[Message]]:
    """The archive as a folder, and a sentence for each entry that cannot be trusted.

    If its path is sound, such an entry has a place in the folder, but refuses to be read.
    """
    root = ArchiveFolder(name)
    faults: list[Message] = []
    for info, called in zip(archive.infolist(), entry_names(archive.infolist()), strict=True):
        path, fault = _path(called), _fault(info, called)
        if isinstance(path, Message):
            faults.append(path)
            continue
        is_folder = called.endswith(("/", "\\"))
        if not fault and not _put(root, path, is_folder, partial(_read, archive, info)):
            fault = Message("It holds {name} twice.", name=_shown(called))
        if fault:
            faults.append(fault)
            _put_refused(root, path, fault)
    return root, faults


def _path(name: str) -> tuple[str, ...] | Message:
    """The parts of an entry's path; or a sentence, where it leads out of the archive."""
    # Some programs for Windows wrote backslashes, and others take them for separators.
    parts = re.split(r"[/\\]", name)
    if parts[0] == "" or re.match(r"[A-Za-z]:", name):
        return Message("It holds an absolute path, {name}.", name=_shown(name))
    if ".." in parts:
        return Message("It holds a path that leads out of the archive, {name}.", name=_shown(name))
    if "\0" in name:
        return Message("It holds a name with a null character, {name}.", name=_shown(name))
    if len(parts) > MOST_LEVELS:
        return Message(
            "It holds a file more than {most} folders deep, {name}.",
            most=MOST_LEVELS,
            name=_shown(name),
        )
    path = tuple(part for part in parts if part not in ("", "."))
    return path or Message("It holds {name}, which is not a file name.", name=_shown(name))


def _fault(info: zipfile.ZipInfo, name: str) -> Message | None:
    """What is wrong with an entry itself, if anything."""
    # The upper half holds the Unix mode, where there is one; links and devices have their own.
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        if kind == stat.S_IFLNK:
            return Message("It holds a link, {name}.", name=_shown(name))
        return Message("It holds a device or a pipe, {name}.", name=_shown(name))
    if info.flag_bits & _ENCRYPTED:
        return Message("It holds an encrypted file, {name}.", name=_shown(name))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The others may ask for gigabytes of memory before the first byte.
        return Message(
            "It holds {name}, which is compressed by a method that is not supported.",
            name=_shown(name),
        )
    return None


def _put(
    root: ArchiveFolder, path: tuple[str, ...], is_folder: bool, read: Callable[[int], bytes]
) -> bool:
    """Put an entry into its place; False where there is one already."""
    folder = _folder_at(root, path if is_folder else path[:-1])
    if folder is None or is_folder:
        return folder is not None
    if path[-1] in folder.held:
        return False
    folder.held[path[-1]] = File(path[-1], read)
    return True


def _put_refused(root: ArchiveFolder, path: tuple[str, ...], fault: Message) -> None:
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


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """An entry's bytes: as many as there really are, whatever the directory says."""
    try:
        with archive.open(info) as member:
            content = member.read(most + 1)
    except UNREADABLE as error:
        raise Refused(Message("It cannot be unpacked: {error}.", error=error)) from error
    if len(content) > most:
        raise Refused(Message("It is larger than {most}.", most=size(most)))
    return content


def _shown(name: str) -> str:
    return shown(name[:200]) or "An entry"
