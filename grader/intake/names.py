"""Names of submissions: fit to be shown, stored and used as file names, and all distinct."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
import hashlib
import os
import re
import unicodedata

from grader.core.text import clean

LONGEST_NAME = 180
"""Bytes; a report's page is named after its submission, and file systems end at 255, which leaves
room for the longest suffix and an ending."""

LONGEST_PERSON = 200
"""Letters of what a student is called."""

LONGEST_END = 60
"""Bytes of a longer name's end that are kept: that is where numbers stand."""

SUFFIXES = (8, 16, 64, 64)
"""Digits of a suffix, at first and at each further try. A name with the longest is longer than any
that is handed in: so the last try meets nothing new."""

_SEPARATORS = re.compile(r"[/\\]")
_JOINERS = re.compile("[\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}]")


def fit_name(name: str) -> str:
    """A name that can be shown, stored and used as a file name.

    Authors choose file names: they may hold terminal escapes, bytes that are not text, or only
    invisible characters. A platform's metadata may even hold a path. No other name is ever changed
    into the replacement for such a name. Persian, Hindi and emoji are spelled with joiners, which
    cannot be seen either: those are left out, and `told_apart` sees to it when two names differ in
    nothing else.
    """
    raw = name.encode("utf-8", "surrogatepass")
    fit = _SEPARATORS.sub("_", shown(name)).strip()
    if fit == _JOINERS.sub("", name) and fit and len(raw) <= LONGEST_NAME:
        return fit
    return f"{_shortened(fit, LONGEST_NAME - 9)}-{_digest(name)}"


def _shortened(text: str, longest: int) -> str:
    """The beginning and the end of what is longer than that, in bytes."""
    raw = text.encode()
    if len(raw) <= longest:
        return text
    begin = raw[: longest - LONGEST_END - len("…".encode())].decode("utf-8", "ignore")
    return f"{begin.strip()}…{raw[-LONGEST_END:].decode('utf-8', 'ignore').strip()}"


def shown(name: str) -> str:
    """A file's name or path as it can stand in a sentence."""
    text = os.fsencode(name).decode("utf-8", "replace") if _is_of_the_disk(name) else name
    text = text.encode("utf-8", "replace").decode()
    return clean(text).replace("\n", " ").replace("\t", " ")


def fit_person(name: str | None) -> str | None:
    """What a student is called, as it can be shown: on one line, nothing that cannot be seen but
    the joiners that Persian, Hindi and emoji are spelled with. None where nothing is left."""
    parts = _JOINERS.split(name or "")
    joiners = [*_JOINERS.findall(name or ""), ""]
    kept = (
        clean(part, LONGEST_PERSON) + joiner for part, joiner in zip(parts, joiners, strict=True)
    )
    return " ".join("".join(kept).split())[:LONGEST_PERSON] or None


def listed(names: Sequence[str], most: int = 1000) -> str:
    """Names for a sentence, at most `most` of them."""
    rest = len(names) - most
    text = ", ".join(shown(name) for name in names[:most])
    return f"{text}, … (+{rest})" if rest > 0 else text


def told_apart(names: Sequence[str], origins: Sequence[str]) -> list[str]:
    """`names`, those that are alike told apart by where each comes from, its `origin`, of which no
    two are the same.

    Alike are also names that differ in case or in the way accents are written: the pages of their
    reports would be one file on macOS and Windows. All of those get a suffix, so that none stands
    for another's marks, in whatever order they are found. Whoever hands in the name that another
    gets in this way gives both a longer suffix; nobody else's changes.
    """
    told = list(names)
    for digits in SUFFIXES:
        for place in alike(told):
            told[place] = f"{names[place]}-{_digest(origins[place], digits)}"
    return told


def alike(names: Sequence[str]) -> list[int]:
    """The places of all names that another one is like."""
    folded = [_folded(name) for name in names]
    times = Counter(folded)
    return [place for place, name in enumerate(folded) if times[name] > 1]


def _is_of_the_disk(name: str) -> bool:
    """Whether it can come from `os.listdir`, where bytes that are not text become surrogates."""
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return False
    return True


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _digest(text: str, digits: int = SUFFIXES[0]) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:digits]
