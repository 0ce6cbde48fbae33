"""Names of submissions: fit to be shown, stored and made a file's name of; and each but once."""

from __future__ import annotations

from collections.abc import Sequence
import hashlib
import os
import re
import unicodedata

from grader.text import clean

LONGEST_NAME = 120
"""Bytes; a report's page is named after its submission, and file systems end at 255."""

_SEPARATORS = re.compile(r"[/\\]")


def fit_name(name: str) -> str:
    """A name that can be shown, stored and made a file's name of, and that no other name becomes.

    A file's name is its author's: it may hold terminal escapes, bytes that are no text, or nothing
    that can be seen. What stands in a platform's metadata may even hold a path.
    """
    raw = name.encode("utf-8", "surrogatepass")
    fit = _SEPARATORS.sub("_", shown(name)).strip()
    if fit == name and fit and len(raw) <= LONGEST_NAME:
        return name
    short = fit.encode()[: LONGEST_NAME - 9].decode("utf-8", "ignore").strip()
    return f"{short}-{_digest(name)}"


def shown(name: str) -> str:
    """A file's name or path as it can stand in a sentence."""
    text = os.fsencode(name).decode("utf-8", "replace") if _is_of_the_disk(name) else name
    text = text.encode("utf-8", "replace").decode()
    return clean(text).replace("\n", " ").replace("\t", " ")


def listed(names: Sequence[str], most: int = 1000) -> str:
    """Names in a sentence, no more than `most` of them."""
    rest = len(names) - most
    text = ", ".join(shown(name) for name in names[:most])
    return f"{text} and {rest} more" if rest > 0 else text


def told_apart(names: Sequence[str], origins: Sequence[str]) -> list[str]:
    """`names`, those that are alike told apart by where each comes from, its `origin`.

    Alike are also names that differ in case or in the way accents are written: the pages of their
    reports would be one file on macOS and Windows. All of those get a suffix, so that none stands
    for another's marks, in whatever order they are found.
    """
    alike: dict[str, int] = {}
    for name in names:
        alike[_folded(name)] = alike.get(_folded(name), 0) + 1
    return [
        name if alike[_folded(name)] == 1 else f"{name}-{_digest(origin)}"
        for name, origin in zip(names, origins, strict=True)
    ]


def _is_of_the_disk(name: str) -> bool:
    """Whether it can be what `os.listdir` gave: bytes that are no text became surrogates."""
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return False
    return True


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
