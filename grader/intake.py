"""Taking in what was handed in: which files of a folder are submissions, and of whom."""

from __future__ import annotations

from pathlib import Path

from grader.errors import BadInput
from grader.submission import Submission


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
            found.append(Submission.of_file(path, path.stem))
    if not found:
        raise BadInput(f"{folder} holds no submissions.", "They are Python files, one a student.")
    return found


def _of_folder(folder: Path) -> Submission:
    files = sorted(folder.glob("*.py"))
    if len(files) != 1:
        return Submission(folder.name, b"", f"It holds {len(files)} Python files instead of one.")
    return Submission.of_file(files[0], folder.name)
