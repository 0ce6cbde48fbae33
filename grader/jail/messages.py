"""Messages between the grader and its own servers: a JSON header and blobs, over a binary stream.

Both ends are the grader's. What student code wrote travels inside as an opaque blob, and is decoded
by `grader.answer`, which believes nothing.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

COUNTS = struct.Struct(">II")
LENGTH = struct.Struct(">Q")


def write_message(stream: BinaryIO, header: dict[str, Any], *blobs: bytes) -> None:
    """Write one message and flush it. Raises OSError when the other end is gone."""
    head = json.dumps(header).encode()
    stream.write(COUNTS.pack(len(head), len(blobs)) + head)
    for blob in blobs:
        stream.write(LENGTH.pack(len(blob)))
        stream.write(blob)
    stream.flush()


def read_message(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]]:
    """Read one message. Raises EOFError when the other end is gone."""
    head_length, count = COUNTS.unpack(_exactly(stream, COUNTS.size))
    header = json.loads(_exactly(stream, head_length))
    blobs = [
        _exactly(stream, LENGTH.unpack(_exactly(stream, LENGTH.size))[0]) for _ in range(count)
    ]
    return header, blobs


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError("the other end closed the stream")
    return data
