"""A tar archive, packed by gzip, bzip2, xz or not at all, as a folder.

The standard library reads it. It is unpacked in memory, never further than a student's archive may
be, and only then looked into.
"""

from __future__ import annotations

import bz2
from collections.abc import Callable, Iterator
from functools import partial
import io
import lzma
import tarfile
from typing import Protocol
import zlib

from grader.core.text import Message
from grader.intake.disk import size
from grader.intake.members import MEBIBYTE, ArchiveFolder, Bounds, Member, called, folder_of
from grader.intake.tree import Refused

PACKED_BY: tuple[tuple[bytes, Callable[[], Unpacker]], ...] = (
    (b"\x1f\x8b", lambda: zlib.decompressobj(zlib.MAX_WBITS | 16)),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", lambda: lzma.LZMADecompressor(memlimit=256 * MEBIBYTE)),
)
"""How a packed tar begins, and what unpacks it."""

_PLACE, _MAGIC = 257, b"ustar"
_STEP = MEBIBYTE
"""Bytes that are unpacked at a time."""

UNREADABLE = (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)
"""All that is raised over what is wrong with a tar archive."""


class Unpacker(Protocol):
    """What the standard library's unpackers have in common."""

    @property
    def eof(self) -> bool:
        """Whether the end was reached."""
        ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """No more than `max_length` bytes."""
        ...


def is_tar(content: bytes) -> bool:
    """Whether it begins as a tar archive does, packed or not."""
    packed = any(content.startswith(magic) for magic, _ in PACKED_BY)
    return packed or content[_PLACE:].startswith(_MAGIC)


def students_tar(name: str, content: bytes, bounds: Bounds) -> tuple[ArchiveFolder, list[Message]]:
    """The archive that a student handed in. Raises Refused."""
    try:
        archive = tarfile.TarFile(fileobj=_unpacked(content, bounds))
        infos = _infos(archive, bounds)
        bounds.refuse_more(len(infos), sum(info.size for info in infos), len(content))
        return folder_of(name, _members(archive, infos))
    except UNREADABLE as error:
        raise Refused(Message("It is not a tar archive, or it is cut off.")) from error
    except RecursionError as error:  # names of names of names
        raise Refused(Message("It is a damaged tar archive.")) from error


def _unpacked(content: bytes, bounds: Bounds) -> io.BytesIO:
    """The tar itself. Raises Refused, and what `UNREADABLE` has."""
    begin = next((begin for magic, begin in PACKED_BY if content.startswith(magic)), None)
    if begin is None:
        return io.BytesIO(content)
    unpacker, plain, rest = begin(), io.BytesIO(), content
    while not unpacker.eof:
        piece = unpacker.decompress(rest, _STEP)
        # zlib hands back what it has not looked at; the others keep it.
        rest = getattr(unpacker, "unconsumed_tail", b"")
        if not piece and not rest:
            raise EOFError("cut off")
        plain.write(piece)
        bounds.refuse_more(0, plain.tell(), len(content))
    plain.seek(0)
    return plain


def _infos(archive: tarfile.TarFile, bounds: Bounds) -> list[tarfile.TarInfo]:
    found: list[tarfile.TarInfo] = []
    while (info := archive.next()) is not None:
        found.append(info)
        bounds.refuse_more(len(found), 0, 0)
    return found


def _members(archive: tarfile.TarFile, infos: list[tarfile.TarInfo]) -> Iterator[Member]:
    for info in infos:
        if info.name in ("", "."):  # the folder that was packed
            continue
        yield Member(info.name, info.isdir(), partial(_read, archive, info), _fault(info))


def _fault(info: tarfile.TarInfo) -> Message | None:
    """What is wrong with an entry itself, if anything."""
    if info.issym() or info.islnk():
        return Message("It holds a link, {name}.", name=called(info.name))
    if not (info.isreg() or info.isdir()) or info.issparse():
        return Message("It holds a device or a pipe, {name}.", name=called(info.name))
    return None


def _read(archive: tarfile.TarFile, info: tarfile.TarInfo, most: int) -> bytes:
    if info.size > most:
        raise Refused(Message("It is larger than {most}.", most=size(most)))
    try:
        file = archive.extractfile(info)
        content = file.read(most) if file is not None else b""
    except UNREADABLE as error:
        raise Refused(Message("It cannot be unpacked: {error}.", error=error)) from error
    if len(content) < info.size:
        raise Refused(Message("It cannot be unpacked: it is cut off."))
    return content
