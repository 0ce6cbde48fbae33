"""`run`: one submission, on a platform's machine, marked and told in the platform's own format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
import os
from pathlib import Path
import tempfile

from grader.commands.export import Wanted, export_grades
from grader.commands.grade import grade_folder
from grader.exports import format_named
from grader.language import ENGLISH
from grader.submission import LARGEST

EXPECTED = ("student_template.py", "student_template.ipynb")
SHOWN = 5


@dataclass(frozen=True)
class Run:
    """What was asked for: a format, the file or folder that was handed in, where results go."""

    form: str
    submitted: Path
    out: Path
    hidden_cases: str = "hidden"
    submitted_at: str = ""
    unconfined: bool = False


def run_one(asked: Run, assignment: Path) -> int:
    """Mark and export; the exit status. Raises BadInput.

    0 when results were written, whatever the marks; 1 when the grader itself failed.
    """
    format_named(asked.form)
    with tempfile.TemporaryDirectory(prefix="run-") as temporary:
        folder, grades = Path(temporary) / "submissions", Path(temporary) / "grades"
        folder.mkdir()
        _put_submission(asked.submitted, folder)
        status = grade_folder(folder, grades, assignment, 1, ENGLISH, unconfined=asked.unconfined)
        wanted = Wanted(
            asked.form, grades, asked.out, "", None, "", asked.hidden_cases, asked.submitted_at
        )
        return export_grades(wanted, assignment) or status


def _put_submission(submitted: Path, folder: Path) -> None:
    """Put the one file to be marked into `folder`; where there is none, one that says so."""
    files = [submitted] if submitted.is_file() else _files(submitted)
    chosen = _choose(files)
    if chosen is None:
        names = ", ".join(path.name for path in files[:SHOWN]) or "nothing"
        sentence = f"there is no {EXPECTED[0]} among the files handed in: {names}"
        source = f"raise FileNotFoundError({sentence!r})\n"
        (folder / EXPECTED[0]).write_text(source, "utf-8", "replace")
        return
    with chosen.open("rb") as source_file, (folder / chosen.name).open("wb") as target:
        target.write(source_file.read(LARGEST + 1))


def _files(folder: Path) -> list[Path]:
    """The files of a folder and of those in it; links could lead anywhere, and are left out."""
    return sorted(
        Path(parent) / name
        for parent, _, names in os.walk(folder)
        for name in names
        if (Path(parent) / name).is_file() and not (Path(parent) / name).is_symlink()
    )


def _choose(files: Sequence[Path]) -> Path | None:
    """The file of the expected name, or else the only one of its kind."""
    for name in EXPECTED:
        for path in files:
            if path.name == name:
                return path
    for suffix in (Path(name).suffix for name in EXPECTED):
        alike = [path for path in files if path.suffix == suffix]
        if len(alike) == 1:
            return alike[0]
    return None
