"""Taking in what was handed in: which files of a folder are submissions, and of whom."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from grader.errors import BadInput
from grader.submission import Submission
from grader.text import clean

LONGEST_NAME = 120
"""Bytes; a report's page is named after its submission, and file systems end at 255."""


def collect(folder: Path) -> list[Submission]:
    """The submissions of a folder: a Python file each, or a folder with one Python file each.

    They are named after the file, or the folder. Raises BadInput when there are none.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder.", "Name the folder that holds the submissions.")
    found: list[Submission] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__")):
            continue
        if path.is_dir():
            found.append(_of_folder(path))
        elif path.suffix == ".py":
            found.append(_of_file(path, fit_name(path.stem)))
    if not found:
        raise BadInput(f"{folder} holds no submissions.", "They are Python files, one a student.")
    return found


def fit_name(name: str) -> str:
    """A name that can be shown, stored and made a file's name of, and that no other name becomes.

    A file's name is its author's: it may hold terminal escapes, bytes that are no text, or nothing
    that can be seen.
    """
    raw = os.fsencode(name)
    fit = clean(raw.decode("utf-8", "replace")).replace("\n", " ").replace("\t", " ").strip()
    if fit == name and len(raw) <= LONGEST_NAME:
        return name
    short = fit.encode()[:LONGEST_NAME].decode("utf-8", "ignore")
    return f"{short}-{hashlib.sha256(raw).hexdigest()[:8]}"


def _of_folder(folder: Path) -> Submission:
    name = fit_name(folder.name)
    if folder.is_symlink():
        return _link(name)
    files = sorted(folder.glob("*.py"))
    if len(files) != 1:
        return Submission(name, b"", f"It holds {len(files)} Python files instead of one.")
    return _of_file(files[0], name)


def _of_file(path: Path, name: str) -> Submission:
    return _link(name) if path.is_symlink() else Submission.of_file(path, name)


def _link(name: str) -> Submission:
    """A link handed in could name the reference, or another student's file."""
    return Submission(name, b"", "It is a link, and links are not followed.")
