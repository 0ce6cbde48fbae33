"""`run`: one submission, marked on a platform's machine and reported in the platform's
own format.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import partial
import io
from pathlib import Path
import tempfile

from grader.cli.commands.export import Wanted, export_grades
from grader.cli.commands.grade import grade_folder
from grader.core.language import ENGLISH
from grader.intake import collect_one
from grader.intake.candidates import TEMPLATE
from grader.results.exports import format_named

SUBMISSION = f"{TEMPLATE}.py"


@dataclass(frozen=True)
class Run:
    """What was asked for: a format, the file or folder that was handed in, where results go."""

    form: str
    submitted: Path
    out: Path
    hidden_cases: str = "hidden"
    submitted_at: str = ""
    unreadable: str = "zero"
    unconfined: bool = False


def run_one(asked: Run, assignment: Path) -> int:
    """Mark and export; returns the exit status.

    Raises BadInput. It is 0 when results were written, whatever the marks, and 1 when the grader
    itself failed.
    """
    format_named(asked.form)
    with tempfile.TemporaryDirectory(prefix="run-") as temporary:
        folder, grades = Path(temporary) / "submissions", Path(temporary) / "grades"
        folder.mkdir()
        with _without_naming(temporary):
            status = grade_folder(
                folder,
                grades,
                assignment,
                1,
                ENGLISH,
                unconfined=asked.unconfined,
                take_in=partial(collect_one, asked.submitted),
            )
        wanted = Wanted(
            asked.form,
            grades,
            asked.out,
            hidden_cases=asked.hidden_cases,
            submitted_at=asked.submitted_at,
            unreadable=asked.unreadable,
        )
        return export_grades(wanted, assignment) or status


@contextmanager
def _without_naming(folder: str) -> Iterator[None]:
    """Print what the block prints when it ends, without the lines about a folder that will be
    gone.
    """
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            yield
    finally:
        for line in printed.getvalue().splitlines():
            if folder not in line:
                print(line)
