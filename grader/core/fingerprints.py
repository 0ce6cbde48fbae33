"""Hashes that tell whether goldens or stored marks still belong to the current assignment."""

from __future__ import annotations

from functools import cache
import hashlib
import json
from pathlib import Path

from grader import PACKAGE
from grader.core.errors import BadInput
from grader.core.text import Message

SHOWS = ("cli", "handout", "results")
"""The rooms that show, hand out and export marks, and decide none."""


def of_bytes(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def of_json(value: object) -> str:
    """The same for a value that fits into JSON, whatever the order of its keys."""
    return of_bytes(json.dumps(value, sort_keys=True).encode())


def of_file(path: Path) -> str:
    """The same for a file. Raises BadInput when it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while part := file.read(1 << 20):  # the weights of a network may be large
                digest.update(part)
        return digest.hexdigest()
    except OSError as error:
        raise BadInput(
            Message("{path} cannot be read: {strerror}.", path=path, strerror=error.strerror)
        ) from error


@cache
def of_the_code() -> str:
    """The same for the code that marks, so that marks from before a change are not reused."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE)
        if name.parts[0] not in SHOWS:
            digest.update(f"{name.as_posix()} {of_file(path)}\n".encode())
    return digest.hexdigest()
