"""Messages between the grader and its own servers: a JSON header and blobs, over a binary stream.

Both ends are the grader's. What student code wrote travels inside as an opaque blob and is decoded
by `grader.core.answer`, which trusts nothing.
"""

from __future__ import annotations

import json
import struct
from typing import Any, Protocol

COUNTS = struct.Struct(">II")
LENGTH = struct.Struct(">Q")

Blob = bytes | bytearray | memoryview


class Stream(Protocol):
    """What a message is read from and written to, buffered or not."""

    def readinto(self, buffer: memoryview, /) -> int | None: ...

    def write(self, data: Blob, /) -> int | None: ...

    def flush(self) -> None: ...

    def close(self) -> None: ...


def write_message(stream: Stream, header: dict[str, Any], *blobs: Blob) -> None:
    """Write one message and flush it. Raises OSError when the other end is gone."""
    head = json.dumps(header).encode()
    _write_all(stream, COUNTS.pack(len(head), len(blobs)) + head)
    for blob in blobs:
        _write_all(stream, LENGTH.pack(len(blob)))
        _write_all(stream, blob)
    stream.flush()


def read_message(stream: Stream) -> tuple[dict[str, Any], list[bytes]]:
    """Read one message. Raises EOFError when the other end is gone."""
    header, count = read_header(stream)
    return header, [_exactly(stream, read_length(stream)) for _ in range(count)]


def read_header(stream: Stream) -> tuple[dict[str, Any], int]:
    """A message's header, and how many blobs follow: each a length, and as many bytes."""
    head_length, count = COUNTS.unpack(_exactly(stream, COUNTS.size))
    return json.loads(_exactly(stream, head_length)), count


def read_length(stream: Stream) -> int:
    """The length of the blob that follows."""
    (length,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    return int(length)


def read_into(stream: Stream, place: memoryview) -> None:
    """Fill `place`. Raises EOFError when the other end is gone."""
    while place:
        count = stream.readinto(place)
        if not count:
            raise EOFError("the other end closed the stream")
        place = place[count:]


def _exactly(stream: Stream, size: int) -> bytes:
    data = bytearray(size)
    read_into(stream, memoryview(data))
    return bytes(data)


def _write_all(stream: Stream, data: Blob) -> None:
    """An unbuffered stream may take less than it is given."""
    left = memoryview(data)
    while left:
        left = left[stream.write(left) or 0 :]
