"""`export`: the marks of a folder that `grade` wrote, in a platform's own form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
import os
from pathlib import Path
import sys

from grader.core.assignment import Assignment
from grader.core.errors import BadInput
from grader.core.toml import validated
from grader.results.exports import FORMATS, ExportContext, format_named
from grader.results.exports.delivery import deliver, read_grades
from grader.results.exports.tables import read_roster


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    form: str
    folder: Path
    out: Path | None
    submission: str
    roster: Path | None
    canvas_id: str
    hidden_cases: str
    submitted_at: str


def export_grades(wanted: Wanted, assignment: Path) -> int:
    """Write the files; the exit status, 1 where the format cannot hold a submission.

    Raises BadInput.
    """
    if wanted.form == "list":
        for known in FORMATS.values():
            print(f"{known.name:<18} {known.description}")
        return 0
    form = format_named(wanted.form)
    title, reports = read_grades(wanted.folder)
    if wanted.submission:
        reports = tuple(each for each in reports if each.submission == wanted.submission)
        if not reports:
            raise BadInput(f"{wanted.folder} has no submission {wanted.submission!r}.")
    if wanted.out is None:
        raise BadInput("No output was named.", "Add --out FILE, or --out FOLDER for several files.")
    delivery = deliver(form, reports, _context(wanted, title, assignment), wanted.out)
    count = len(delivery.files)
    print(f"{count} {'file' if count == 1 else 'files'} for {form.name}: {wanted.out}")
    for sentence in delivery.refused:
        print(sentence, file=sys.stderr)
    return 1 if delivery.refused else 0


def _context(wanted: Wanted, title: str, assignment: Path) -> ExportContext:
    table: dict[str, object] = {
        "title": title,
        "generated_at": datetime.now(timezone.utc),
        "submitted_at": wanted.submitted_at or None,
        "points": Assignment.read(assignment).points,
        "environment": dict(os.environ),
        "roster": () if wanted.roster is None else read_roster(wanted.roster),
        "canvas_id": wanted.canvas_id,
        "hidden_cases": wanted.hidden_cases,
    }
    return validated(ExportContext, table, Path("the command line"))
