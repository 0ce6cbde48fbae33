"""A CSV file for Moodle, Grades > Import > CSV file.

Read by `moodle/moodle`, `grade/import/csv/classes/load_data.php`. The teacher maps the columns:
one of Username, ID number or Email address to the user, the assignment's to a grade item, its
feedback to that item's feedback. What this file guards against:

- One unknown user aborts the whole import, so with a roster (Grades > Export, or the list of
  participants) a submission that is not on it is refused.
- A row with an empty (or "0") user would be given to the student of the row before, so a column
  with such a cell is left out, and none left is refused.
- One grade that is not a number aborts the import; "-" is no grade. An empty grade of a new item
  counts as a number, so a submission that was not graded is "-".
- A grade above 100 aborts the import unless the site allows unlimited grades.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.text import Message, cap, one_line
from grader.core.words import number
from grader.intake.roster import Person, Row
from grader.results.exports.common import ExportContext, is_graded, mark
from grader.results.exports.tables import cell, csv_text, who_is_who
from grader.results.exports.wording import NOT_GRADED, Wording, heading

NO_GRADE = "-"

_NAMES = ("Full name",)
_USERS = ("Username", "ID number", "Email address")


def write(reports: Sequence[Report], context: ExportContext) -> str:
    """The CSV file."""
    if not reports:
        raise BadInput(Message("There is no submission to export."))
    students = _students(reports, context.roster)
    columns = _columns(students)
    title = cell(context.title)
    return csv_text(
        [
            [*columns, title, f"{title}: feedback"],
            *(
                [*(cell(row.get(column, "")) for column in columns), *_grade(report, context)]
                for report, row in zip(reports, students, strict=True)
            ),
        ]
    )


def _students(reports: Sequence[Report], roster: Sequence[Row]) -> list[Row]:
    """What Moodle knows each student by, under headers in English: the teacher maps them."""
    if not roster:
        return [{"Username": report.submission} for report in reports]
    found = who_is_who(reports, roster).found
    unknown = [one_line(each.submission) for each in reports if each.submission not in found]
    if unknown:
        raise BadInput(
            Message("Not on the roster: {unknown}.", unknown=cap(", ".join(unknown), 500)),
            Message("Moodle would refuse the whole file. Rename or leave out these submissions."),
        )
    return [_known_of(found[each.submission]) for each in reports]


def _known_of(person: Person) -> Row:
    numbers = [each for each in person.ids if each != person.login]
    return {
        "Full name": person.name,
        "Username": person.login,
        "ID number": next(iter(numbers), ""),
        "Email address": person.email,
    }


def _columns(students: Sequence[Row]) -> list[str]:
    """The names, and those columns that say of every student who it is."""
    users = [
        column
        for column in _USERS
        if all(cell(row.get(column, "")).strip() not in ("", "0") for row in students)
    ]
    if not users:
        raise BadInput(
            Message(
                "No column identifies every student; expected one of {users}.",
                users=", ".join(_USERS),
            ),
            Message("Give a roster with such a column, with headers in English and no empty cell."),
        )
    return [*(column for column in _NAMES if column in students[0]), *users]


def _grade(report: Report, context: ExportContext) -> list[str]:
    """The grade and the feedback."""
    if not is_graded(report):
        return [NO_GRADE, NOT_GRADED]
    wording = Wording.of(report, context)
    blanks = (f"{heading(blank)}. {wording.outcome(blank)}" for blank in report.blanks)
    feedback = " | ".join([*wording.remarks, *blanks])
    return [number(mark(report)), cap(cell(feedback), 5000)]
