"""A folder on the disk; no link in it is followed.

The threats: a link that names the reference, or another student's file; a loop of links; a named
pipe, whose opening waits for ever; a folder with a million files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
import os
from pathlib import Path
import stat

from grader.core.text import Message
from grader.intake.tree import Entry, File, Refused, refused

MOST_ENTRIES = 20_000
"""In one folder."""

LINK = Message("It is a link, and links are not followed.")

_OPEN = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)  # it may have become a link since the folder was listed
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True)
class DiskFolder:
    """A folder on the disk."""

    path: Path

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path.name

    def entries(self) -> Sequence[Entry]:
        """What lies in it. Raises Refused."""
        try:
            with os.scandir(self.path) as listing:
                found = list(islice(listing, MOST_ENTRIES + 1))
        except OSError as error:
            raise Refused(
                Message("It cannot be listed: {strerror}.", strerror=error.strerror)
            ) from error
        if len(found) > MOST_ENTRIES:
            raise Refused(
                Message(
                    "It holds more than {most_entries} files and folders.",
                    most_entries=MOST_ENTRIES,
                )
            )
        return [_entry(each) for each in sorted(found, key=lambda each: each.name)]


def _entry(found: os.DirEntry[str]) -> Entry:
    if found.is_symlink():
        return refused(found.name, LINK)
    if found.is_dir(follow_symlinks=False):
        return DiskFolder(Path(found.path))
    path = Path(found.path)
    return File(found.name, lambda most: read_file(path, most))


def read_file(path: Path, most: int) -> bytes:
    """The bytes of a regular file. Raises Refused."""
    try:
        handle = os.open(path, _OPEN)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Refused(Message("It is not a regular file."))
            content = file.read(most + 1)
    except OSError as error:
        raise Refused(Message("It cannot be read: {strerror}.", strerror=error.strerror)) from error
    if len(content) > most:
        raise Refused(Message("It is larger than {most}.", most=size(most)))
    return content


def size(count: int) -> str:
    """A number of bytes with its unit."""
    mebibytes = count / (1024 * 1024)
    return f"{mebibytes:g} MB" if mebibytes >= 1 else f"{count // 1024} KB"
