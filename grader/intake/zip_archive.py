"""A zip archive as a folder, read by the standard library.

Beside what threatens with any archive: encrypted entries, packing methods that ask for gigabytes of
memory, and a directory that says something else than the entries do.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
import io
from pathlib import Path
import stat
import struct
from typing import BinaryIO
import zipfile
import zlib

from grader.core.text import Message
from grader.intake.disk import size
from grader.intake.entry_names import entry_names
from grader.intake.members import ArchiveFolder, Bounds, Member, called, folder_of
from grader.intake.tree import Refused

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
"""Everything that `zipfile` raises for a faulty archive."""

_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1


MOST_IN_CLASS = 500_000
"""Entries in the archive of a class: a thousand repositories with their history."""


def students_zip(name: str, content: bytes, bounds: Bounds) -> tuple[ArchiveFolder, list[Message]]:
    """The archive that a student handed in. Raises Refused where there is too much in it."""
    # Every entry of which zipfile makes an object begins like this; they are counted before any is
    # made.
    if content.count(_DIRECTORY_ENTRY) > 4 * bounds.entries:
        raise Refused(
            Message("It holds more than {entries} files and folders.", entries=bounds.entries)
        )
    archive = open_archive(io.BytesIO(content))
    infos = archive.infolist()
    bounds.refuse_more(len(infos), sum(info.file_size for info in infos), len(content))
    return folder_of(name, zip_members(archive))


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


def zip_members(archive: zipfile.ZipFile) -> Iterator[Member]:
    """What lies in the archive."""
    infos = archive.infolist()
    for info, name in zip(infos, entry_names(infos), strict=True):
        is_folder = name.endswith(("/", "\\"))
        yield Member(name, is_folder, partial(_read, archive, info), _fault(info, name))


def _fault(info: zipfile.ZipInfo, name: str) -> Message | None:
    """What is wrong with an entry itself, if anything."""
    # The upper half holds the Unix mode, where there is one; links and devices have their own.
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        if kind == stat.S_IFLNK:
            return Message("It holds a link, {name}.", name=called(name))
        return Message("It holds a device or a pipe, {name}.", name=called(name))
    if info.flag_bits & _ENCRYPTED:
        return Message("It holds an encrypted file, {name}.", name=called(name))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The others may ask for gigabytes of memory before the first byte.
        return Message(
            "It holds {name}, which is compressed by a method that is not supported.",
            name=called(name),
        )
    return None


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """An entry's bytes, as many as there really are, whatever the directory says."""
    try:
        with archive.open(info) as member:
            content = member.read(most + 1)
    except UNREADABLE as error:
        raise Refused(Message("It cannot be unpacked: {error}.", error=error)) from error
    if len(content) > most:
        raise Refused(Message("It is larger than {most}.", most=size(most)))
    return content
