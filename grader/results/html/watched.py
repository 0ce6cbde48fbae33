"""Pages that reload by themselves while a file is watched.

A page that was opened from a file may not read other files, but it may show pictures. So beside it
lies a picture whose width is the number of the page's latest version; the page looks at it twice a
second, and reloads when the width is not its own number any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
import time

from grader.core.files import write_whole

NUMBERS = 30_000


@dataclass(frozen=True)
class Watched:
    """What a watched page knows: the picture's file name, and its own number."""

    picture: str
    number: int


class Stamp:
    """The picture beside a watched page; to be used as a context, at whose end it is removed."""

    def __init__(self, page: Path) -> None:
        self._path = page.with_name(f".{page.name}.svg")

    def next(self) -> Watched:
        """The next version's number, unlike those that pages of an earlier watch may still have."""
        return Watched(self._path.name, time.time_ns() // 10_000_000 % NUMBERS + 1)

    def show(self, watched: Watched) -> None:
        """Say that this version of the page is there. Raises BadInput."""
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{watched.number}" height="1"/>\n'
        write_whole(self._path, svg)

    def __enter__(self) -> Stamp:
        return self

    def __exit__(self, *exception: object) -> None:
        self._path.unlink(missing_ok=True)
