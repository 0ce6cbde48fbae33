"""`run`: one submission, on a platform's machine, marked and told in the platform's own format."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
import io
from pathlib import Path
import tempfile

from grader.commands.export import Wanted, export_grades
from grader.commands.grade import grade_folder
from grader.errors import BadInput
from grader.exports import format_named
from grader.intake.choice import TEMPLATE, choose
from grader.intake.collecting import FUNCTIONS
from grader.intake.disk import DiskFolder
from grader.intake.notebook import LARGEST_NOTEBOOK
from grader.intake.tree import Refused
from grader.language import ENGLISH

SUBMISSION = f"{TEMPLATE}.py"


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
    if not asked.submitted.exists():
        raise BadInput(
            f"{asked.submitted} is not there, so there is nothing to mark.",
            "Give the file or the folder that was handed in.",
        )
    with tempfile.TemporaryDirectory(prefix="run-") as temporary:
        folder, grades = Path(temporary) / "submissions", Path(temporary) / "grades"
        folder.mkdir()
        _put_submission(asked.submitted, folder)
        with _without_naming(temporary):
            status = grade_folder(
                folder, grades, assignment, 1, ENGLISH, unconfined=asked.unconfined
            )
        wanted = Wanted(
            asked.form, grades, asked.out, "", None, "", asked.hidden_cases, asked.submitted_at
        )
        return export_grades(wanted, assignment) or status


@contextmanager
def _without_naming(folder: str) -> Iterator[None]:
    """Print what the block prints, at its end, but for lines about a folder that will be gone."""
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            yield
    finally:
        for line in printed.getvalue().splitlines():
            if folder not in line:
                print(line)


def _put_submission(submitted: Path, folder: Path) -> None:
    """Put the one source to be marked into `folder`; where there is none, one that says so."""
    if submitted.is_file():
        with submitted.open("rb") as source_file:
            (folder / submitted.name).write_bytes(source_file.read(LARGEST_NOTEBOOK + 1))
        return
    try:
        source = choose(DiskFolder(submitted), FUNCTIONS).source
    except Refused as why:
        source = f"raise FileNotFoundError({str(why)!r})\n".encode("utf-8", "replace")
    (folder / SUBMISSION).write_bytes(source)
