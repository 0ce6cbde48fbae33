"""A file name for each submission, on any system, and no two that any system takes for one.

Names are their authors' own. macOS and Windows see no difference in case, macOS none in how an
accent is written, and Windows keeps some names for its devices
(https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
import hashlib
import re
import unicodedata

from grader.results.exports.common import one_line

SHORTEST = 8
"""Digits of a hash that tell two names apart, unless somebody has made them alike."""

_NOT_IN_FILE_NAMES = re.compile(r'^\.+|[/\\:*?"<>|]|[. ]+$')
_OF_DEVICES = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)


def file_names(submissions: Sequence[str]) -> tuple[str, ...]:
    """A name for the file of each submission, whose own names all differ, in their order.

    Names that would be one get a suffix each. Such a name may again be another's own, by chance or
    by somebody's wish: that one gets a suffix, too, until all differ.
    """
    if len(set(submissions)) < len(submissions):
        raise ValueError("two submissions of one name")
    told_apart: set[int] = set()
    digits = SHORTEST
    while True:
        names = [
            f"{_safe(name)}-{_digest(name, digits)}" if place in told_apart else _safe(name)
            for place, name in enumerate(submissions)
        ]
        times = Counter(map(_folded, names))
        alike = {place for place, name in enumerate(names) if times[_folded(name)] > 1}
        if not alike:
            return tuple(names)
        if alike <= told_apart:
            digits += 1
        told_apart |= alike


def _safe(submission: str) -> str:
    name = _NOT_IN_FILE_NAMES.sub("_", one_line(submission)) or "_"
    return f"_{name}" if _OF_DEVICES.fullmatch(name) else name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _digest(name: str, digits: int) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:digits]
