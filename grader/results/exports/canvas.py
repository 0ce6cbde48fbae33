"""A CSV file for Canvas, Gradebook > Import.

Read by `instructure/canvas-lms`, `lib/gradebook_importer.rb`, whose rules this file follows: the
first column's header has Student in it, the second's ID; then SIS User ID (only with SIS Login
ID after it), SIS Login ID, Integration ID and Root Account; the last before the assignments has
Section in it. A row with Points Possible in its first column tells the full marks. The assignment
is "Title (number)"; without a number Canvas looks for the title, and else makes a new assignment.
Students are found by ID, then SIS user id, then login id, then name; for a row that fits nobody
Canvas asks who it is.

With a roster (what Canvas exports, Gradebook > Export) its columns and the assignment's number are
taken from there. A roster's student without a submission is left out, and keeps what Canvas has.
A submission that was not graded has an empty cell: no grade, neither a zero nor an old mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
import re

from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.text import one_line
from grader.core.words import number
from grader.results.exports.common import ExportContext, is_graded, mark
from grader.results.exports.tables import Clue, Clues, Row, cell, csv_text, find_students

WITHOUT_ROSTER = ("Student", "ID", "SIS Login ID", "Section")
POINTS = "Points Possible"

_KEYS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID", "Student")
_NUMBERED = re.compile(r"(.*) \((\d+)\)")
# doejane_12345, or a whole doejane_LATE_12345_67890_template.py: the first number is the ID.
_DOWNLOAD = re.compile(r"[^_]*(?:_LATE)?_(\d+)(?:_\d+_.*)?")
# The importer silently drops a column that has one of these anywhere in its header.
_RESERVED = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)")


def write(reports: Sequence[Report], context: ExportContext) -> str:
    """The CSV file."""
    if not reports:
        raise BadInput("There is no submission to export.")
    rows = [row for row in context.roster if POINTS not in row.get("Student", "")]
    columns = _columns(rows)
    students = find_students(reports, rows, _clues_of_row, _clues_of_name)
    full = [f"    {POINTS}", *[""] * (len(columns) - 1), number(_max_score(reports))]
    return csv_text(
        [
            [*columns, _assignment(rows, context)],
            full,
            *(
                [*_student(report, row, columns), _grade(report)]
                for report, row in zip(reports, students, strict=True)
            ),
        ]
    )


def _columns(rows: Sequence[Row]) -> tuple[str, ...]:
    """The columns that say who a student is, as many as the importer can make sense of."""
    if not rows:
        return WITHOUT_ROSTER
    header = rows[0]
    if "Student" not in header or "ID" not in header:
        raise BadInput(
            "The roster has no columns Student and ID.",
            "Export it in Canvas: Gradebook > Export > Export Entire Gradebook.",
        )
    login = [name for name in ("SIS Login ID",) if name in header]
    if login and "SIS User ID" in header:
        extra = [name for name in ("Integration ID", "Root Account") if name in header]
        login = ["SIS User ID", *login, *extra]
    return ("Student", "ID", *login, "Section")


def _assignment(rows: Sequence[Row], context: ExportContext) -> str:
    """The header of the assignment's column."""
    title = one_line(context.title)
    if _RESERVED.search(title):
        raise BadInput(f"Canvas does not import an assignment called {title}.", "Rename it.")
    if context.canvas_id:
        return cell(f"{title} ({context.canvas_id})")
    in_roster = [
        header
        for header in (rows[0] if rows else {})
        if (match := _NUMBERED.fullmatch(header)) and match[1] == title
    ]
    if len(in_roster) > 1:
        raise BadInput(f"The roster has {len(in_roster)} assignments {title}.", "Give its number.")
    if not in_roster and _NUMBERED.fullmatch(title):
        raise BadInput(
            f"Canvas would take the number at the end of {title} for an assignment's.",
            "Give the assignment's number in Canvas.",
        )
    return in_roster[0] if in_roster else cell(title)


def _student(report: Report, row: Row | None, columns: Sequence[str]) -> list[str]:
    """Who the student is: the roster's row, or the submission's name as name and as login."""
    if row is None:
        row = {"Student": report.submission, "SIS Login ID": report.submission}
    cells = [cell(row.get(column, "")) for column in columns]
    # A name must not pose as the row that sets the full marks.
    return [cells[0].replace(POINTS, POINTS.replace(" ", "-")), *cells[1:]]


def _grade(report: Report) -> str:
    return number(mark(report)) if is_graded(report) else ""


def _max_score(reports: Sequence[Report]) -> float:
    return max(report.max_score for report in reports)


def _clues_of_row(row: Row) -> Iterable[Clue]:
    return ((key, row.get(key, "")) for key in _KEYS)


def _clues_of_name(name: str) -> Iterable[Clues]:
    download = _DOWNLOAD.fullmatch(name)
    if download:
        yield [("ID", download[1])]
    yield [(key, name) for key in _KEYS]
