"""A CSV file for Canvas, Gradebook > Import.

Read by `instructure/canvas-lms`, `lib/gradebook_importer.rb`, whose rules this file follows: the
first column's header has Student in it, the second's ID; then SIS User ID (only with SIS Login
ID after it), SIS Login ID, Integration ID and Root Account; the last before the assignments has
Section in it. A row with Points Possible in its first column tells the full marks. The assignment
is "Title (number)"; without a number Canvas looks for the title, and else makes a new assignment.
Students are found by ID, then SIS user id, then login id, then name; for a row that fits nobody
Canvas asks who it is. The ID is in the names of the files that Canvas hands out.

With a roster (what Canvas exports, Gradebook > Export) its columns and the assignment's number are
taken from there. A roster's student without a submission is left out, and keeps what Canvas has.
A submission that was not graded has an empty cell: no grade, neither a zero nor an old mark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
import re

from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.text import Message, one_line
from grader.core.words import number
from grader.intake.roster import Person
from grader.results.exports.common import ExportContext, is_graded, mark
from grader.results.exports.tables import cell, csv_text, known_student, who_is_who

WITHOUT_ROSTER = ("Student", "ID", "SIS Login ID", "Section")
POINTS = "Points Possible"

_NUMBERED = re.compile(r"(.*) \((\d+)\)")
# The importer silently drops a column that has one of these anywhere in its header.
_RESERVED = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)")


def write(reports: Sequence[Report], context: ExportContext) -> str:
    """The CSV file."""
    if not reports:
        raise BadInput(Message("There is no submission to export."))
    roster = context.roster
    header = () if roster is None else tuple(roster.people[0].row)
    found = {} if roster is None else who_is_who(reports, roster).found
    columns = _columns(header)
    full = [f"    {POINTS}", *[""] * (len(columns) - 1), number(_max_score(reports))]
    return csv_text(
        [
            [*columns, _assignment(header, context)],
            full,
            *(
                [*_student(report, found.get(report.submission), columns), _grade(report)]
                for report in reports
            ),
        ]
    )


def _columns(header: Sequence[str]) -> tuple[str, ...]:
    """The columns that say who a student is, as many as the importer can make sense of."""
    if not header:
        return WITHOUT_ROSTER
    if "Student" not in header or "ID" not in header:
        raise BadInput(
            Message("The roster has no columns Student and ID."),
            Message("Export it in Canvas: Gradebook > Export > Export Entire Gradebook."),
        )
    login = [name for name in ("SIS Login ID",) if name in header]
    if login and "SIS User ID" in header:
        extra = [name for name in ("Integration ID", "Root Account") if name in header]
        login = ["SIS User ID", *login, *extra]
    return ("Student", "ID", *login, "Section")


def _assignment(roster: Sequence[str], context: ExportContext) -> str:
    """The header of the assignment's column."""
    title = one_line(context.title)
    if _RESERVED.search(title):
        raise BadInput(
            Message("Canvas does not import an assignment called {title}.", title=title),
            Message("Rename it."),
        )
    if context.canvas_id:
        return cell(f"{title} ({context.canvas_id})")
    in_roster = [
        header for header in roster if (match := _NUMBERED.fullmatch(header)) and match[1] == title
    ]
    if len(in_roster) > 1:
        raise BadInput(
            Message(
                "The roster has {in_roster} assignments called {title}.",
                in_roster=len(in_roster),
                title=title,
            ),
            Message("Give its number."),
        )
    if not in_roster and _NUMBERED.fullmatch(title):
        raise BadInput(
            Message(
                "Canvas would read the number at the end of {title} as the number "
                "of an assignment.",
                title=title,
            ),
            Message("Give the assignment's number in Canvas."),
        )
    return in_roster[0] if in_roster else cell(title)


def _student(report: Report, person: Person | None, columns: Sequence[str]) -> list[str]:
    """Who the student is: the roster's row, or what the download says."""
    row = _without_roster(report) if person is None else person.row
    cells = [cell(row.get(column, "")) for column in columns]
    # A name must not pose as the row that sets the full marks.
    return [cells[0].replace(POINTS, POINTS.replace(" ", "-")), *cells[1:]]


def _without_roster(report: Report) -> Mapping[str, str]:
    """The name and the ID of the download; where there is none, the submission's name as login."""
    student = known_student(report)
    login = "" if student.id else report.submission
    name = student.name or report.submission
    return {"Student": name, "ID": student.id or "", "SIS Login ID": student.email or login}


def _grade(report: Report) -> str:
    return number(mark(report)) if is_graded(report) else ""


def _max_score(reports: Sequence[Report]) -> float:
    return max(report.max_score for report in reports)
