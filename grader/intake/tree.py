"""What was handed in, wherever it lies: files and folders, on the disk or in an archive.

Nothing is ever extracted: a file is read into memory when it is wanted, up to a limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
import re
from typing import Protocol

from grader.core.text import Message

JUNK = re.compile(
    r"__MACOSX|__pycache__|\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|\.directory", re.I
)
"""Files that operating systems leave behind and nobody handed in."""


class Refused(Exception):
    """Something must not be read, or cannot be; `why` is a sentence about it."""

    def __init__(self, why: Message) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class File:
    """A file. `read(most)` returns its bytes and raises Refused when there are more than `most`.

    `problem` says why it must never be read, if that is known already.
    """

    name: str
    read: Callable[[int], bytes]
    problem: Message | None = None


class Folder(Protocol):
    """A folder. `entries` are sorted by name; raises Refused where it must not be listed."""

    @property
    def name(self) -> str:
        """Its own name, without a path."""
        ...

    def entries(self) -> Sequence[Entry]:
        """What lies directly in it."""
        ...


Entry = File | Folder


@dataclass(frozen=True)
class Bundle:
    """Files, and the contents of folders, that belong together without being in one folder."""

    name: str
    files: tuple[File, ...]
    folders: tuple[Folder, ...] = ()

    def entries(self) -> Sequence[Entry]:
        """The files, and what lies in the folders."""
        return [*self.files, *(entry for folder in self.folders for entry in folder.entries())]


@dataclass(frozen=True)
class Found:
    """A file, and its path below the folder that was searched."""

    path: tuple[str, ...]
    file: File

    @property
    def where(self) -> str:
        """The path as text."""
        return "/".join(self.path)


def refused(name: str, why: Message) -> File:
    """A file that must not be read: reading it raises Refused with the reason."""

    def read(_most: int) -> bytes:
        raise Refused(why)

    return File(name, read, why)


def walk(
    folder: Folder, is_ignored: Callable[[str], bool], most: int, deepest: int
) -> Iterator[Found]:
    """The files below a folder, those of the folder itself first, then level by level.

    Folders of an ignored name are not entered. Raises Refused past `most` entries; folders more
    than `deepest` levels down are not entered.
    """
    seen = 0
    level: list[tuple[tuple[str, ...], Folder]] = [((), folder)]
    for _ in range(deepest):
        below: list[tuple[tuple[str, ...], Folder]] = []
        for path, here in level:
            for entry in here.entries():
                seen += 1
                if seen > most:
                    raise Refused(
                        Message("It holds more than {most} files and folders.", most=most)
                    )
                if isinstance(entry, File):
                    yield Found((*path, entry.name), entry)
                elif not is_ignored(entry.name):
                    below.append(((*path, entry.name), entry))
        level = below
