"""Looking into files: every layer of archives, compressed data and encoded text is opened."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from contextlib import suppress
import io
import json
import re
import zipfile
import zlib

DEEPEST = 4
LARGEST = 64 * 1024 * 1024
ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{32,}={0,2}")
PNG = b"\x89PNG\r\n\x1a\n"


def unfold(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The data itself, and whatever can be made of it by opening it, again and again."""
    yield data
    if depth < DEEPEST:
        for inner in _inner(data):
            yield from unfold(inner[:LARGEST], depth + 1)


def _inner(data: bytes) -> Iterator[bytes]:
    if data.startswith(PNG):
        yield from png_texts(data)
        return
    if data.startswith(b"PK"):
        yield from _members(data)
    yield from _decompressed(data)
    if _is_text(data):
        yield from _strings(data)
        for run in ENCODED.findall(data):
            yield from _decoded(run)


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The type and content of each chunk, and as `rest` what follows the last."""
    place = len(PNG)
    while place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        kind = data[place + 4 : place + 8]
        yield kind, data[place + 8 : place + 8 + length]
        place += 12 + length
        if kind == b"IEND":
            break
    if place < len(data):
        yield b"rest", data[place:]


def png_texts(data: bytes) -> Iterator[bytes]:
    """Everything in a PNG that is no picture, as it is and decompressed."""
    for kind, content in png_chunks(data):
        if kind not in (b"IHDR", b"IDAT", b"IEND"):
            yield content
            for start in (match.end() for match in re.finditer(rb"\0", content)):
                yield from _decompressed(content[start:])


def _members(data: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive.comment
            for member in archive.infolist():
                yield member.filename.encode() + b"\n" + member.comment + member.extra
                with archive.open(member) as file:
                    yield file.read(LARGEST)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, OSError):
        return


def _decompressed(data: bytes) -> Iterator[bytes]:
    if data[:2] in (b"\x1f\x8b", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):
        try:
            yield zlib.decompressobj(47).decompress(data, LARGEST)
        except zlib.error:
            return


def _decoded(run: bytes) -> Iterator[bytes]:
    with suppress(binascii.Error, ValueError):
        yield base64.b64decode(run.replace(b"-", b"+").replace(b"_", b"/") + b"==")
    with suppress(binascii.Error, ValueError):
        yield binascii.unhexlify(run)


def _strings(data: bytes) -> Iterator[bytes]:
    """All strings of a JSON file, such as a notebook, joined: a cell is a list of lines."""
    if not data.lstrip().startswith((b"{", b"[")):
        return
    try:
        yield "".join(_all_strings(json.loads(data))).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return


def _all_strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield str(key) + "\n"
            yield from _all_strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _all_strings(each)
        yield "\n"


def _is_text(data: bytes) -> bool:
    return b"\0" not in data
