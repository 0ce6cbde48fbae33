"""CSV files for Moodle: for its gradebook, and an assignment's grading worksheet.

**Grades > Import > CSV file.** Read by `moodle/moodle`, `grade/import/csv/classes/load_data.php`.
The teacher maps the columns: a username, ID number or e-mail address to the user, the assignment's
to a grade item, its feedback to that item's feedback. What this file guards against:

- One unknown user aborts the whole import, so with a roster (Grades > Export, or the list of
  participants) a submission that is not on it is left out, and named.
- A row with an empty (or "0") user would be given to the student of the row before, so a column
  with such a cell is left out, and none left is refused.
- One grade that is not a number aborts the import; "-" is no grade. An empty grade of a new item
  counts as a number, so a submission without a mark is "-".
- A grade above 100 aborts the import unless the site allows unlimited grades.

**Assignment > Upload grading worksheet.** Read by `mod/assign/feedback/offline/importgradeslib.php`
and `locallib.php`: columns are known by their headers in the site's language, students by the
number at the end of Identifier, which is in the names of the folders that Moodle hands out. Without
a grade a row is skipped; so is a grade above the maximum, silently, and one that was changed in
Moodle after "Last modified (grade)". Feedback comments are HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
import html

from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.text import Message, cap
from grader.core.words import number
from grader.intake.roster import Person, Row
from grader.results.exports.common import ExportContext, is_graded, mark
from grader.results.exports.tables import cell, csv_text, known_student, who_is_who
from grader.results.exports.wording import Wording, heading, no_mark, zero_for_nothing

NO_GRADE = "-"
NEVER = "-"

_NAMES = ("Full name",)
_USERS = ("Username", "ID number", "Email address")
_GRADE = ("Grade", "Bewertung", "成绩", "成績")
_FEEDBACK = ("Feedback comments", "Feedback als Kommentar", "反馈评语", "反饋評語")
_MAXIMUM = ("Maximum grade", "Maximum Grade", "Bestwertung", "最高分", "最高成绩")
_WORKSHEET = (
    *("Identifier", "Full name", "Email address", "Grade", "Maximum grade"),
    *("Last modified (grade)", "Feedback comments"),
)


def write(reports: Sequence[Report], context: ExportContext) -> str:
    """The CSV file for the gradebook."""
    students = _students(reports, context)
    columns = _columns(students)
    title = cell(context.title)
    return csv_text(
        [
            [*columns, title, f"{title}: feedback"],
            *(
                [*(cell(row.get(column, "")) for column in columns), _grade(report), said]
                for report, row in zip(reports, students, strict=True)
                for said in [cap(cell(" | ".join(_feedback(report, context))), 5000)]
            ),
        ]
    )


def _students(reports: Sequence[Report], context: ExportContext) -> list[Row]:
    """Who each submission is of, as the roster's row, or as far as the download says."""
    if not reports:
        raise BadInput(Message("There is no submission to export."))
    if context.roster is not None:
        found = who_is_who(reports, context.roster).found
        return [_known_of(found[report.submission]) for report in reports]
    known = [report.student for report in reports]
    if all(student is not None and student.email for student in known):
        return [
            {"Full name": student.name or "", "Email address": student.email or ""}
            for student in known
            if student is not None
        ]
    if any(known_student(report).id for report in reports):
        raise BadInput(
            Message(
                "Moodle's gradebook knows students by username, ID number or e-mail address, "
                "and the download has none of them."
            ),
            Message(
                "Add --roster FILE with the list of participants, or export moodle-worksheet, "
                "which needs only the download."
            ),
        )
    return [{"Username": report.submission} for report in reports]


def _known_of(person: Person) -> Row:
    """What Moodle knows a student by, under headers in English: the teacher maps them."""
    numbers = [each for each in person.ids if each != person.login]
    return {
        "Full name": person.name,
        "Username": person.login,
        "ID number": next(iter(numbers), ""),
        "Email address": person.email,
    }


def _columns(students: Sequence[Row]) -> list[str]:
    """The names, and those columns that identify every student."""
    users = [
        column
        for column in _USERS
        if all(cell(row.get(column, "")).strip() not in ("", "0") for row in students)
    ]
    if not users:
        raise BadInput(
            Message("No column identifies every student by username, ID number or e-mail address."),
            Message("Give a roster with such a column and no empty cell in it."),
        )
    return [*(column for column in _NAMES if column in students[0]), *users]


def _grade(report: Report) -> str:
    return number(mark(report)) if is_graded(report) else NO_GRADE


def _feedback(report: Report, context: ExportContext) -> list[str]:
    """What the student reads: on the whole, and on each blank."""
    if not is_graded(report):
        return [no_mark(report)]
    wording = Wording.of(report, context)
    nothing = zero_for_nothing(report)
    if nothing is not None:
        return [*wording.remarks, nothing]
    blanks = (f"{heading(blank)}. {wording.outcome(blank)}" for blank in report.blanks)
    return [*wording.remarks, *blanks]


def write_worksheet(reports: Sequence[Report], context: ExportContext) -> str:
    """The grading worksheet: that which was given as the roster filled in, or one like it."""
    if not reports:
        raise BadInput(Message("There is no submission to export."))
    rows = _worksheet_rows(reports, context)
    header = tuple(rows[0])
    grade, feedback = _column(header, _GRADE, needed=True), _column(header, _FEEDBACK)
    maximum = _column(header, _MAXIMUM)
    filled = []
    for report, row in zip(reports, rows, strict=True):
        _must_fit(report, row.get(maximum, ""))
        said = "<br>".join(html.escape(line) for line in _feedback(report, context))
        given = _grade(report).removesuffix(NO_GRADE)
        own = {**row, grade: given or row[grade], **({feedback: said} if feedback else {})}
        filled.append([cell(own[column]) for column in header])
    return csv_text([header, *filled])


def _worksheet_rows(reports: Sequence[Report], context: ExportContext) -> list[Row]:
    if context.roster is not None:
        found = who_is_who(reports, context.roster).found
        if not all(person.participant for person in found.values()):
            raise BadInput(
                Message("The roster is not a grading worksheet."),
                Message(
                    "Download it in Moodle: the assignment > Submissions > Actions > "
                    "Download grading worksheet."
                ),
            )
        return [found[report.submission].row for report in reports]
    students = [known_student(report) for report in reports]
    return [
        dict(
            zip(
                _WORKSHEET,
                (
                    *(f"Participant {student.id or ''}", student.name or "", student.email or ""),
                    *("", number(report.max_score), NEVER, ""),
                ),
                strict=True,
            )
        )
        for report, student in zip(reports, students, strict=True)
    ]


def _column(header: Sequence[str], names: Sequence[str], *, needed: bool = False) -> str:
    """The column of one of these names; empty where there is none. Raises BadInput if needed."""
    found = next((column for column in header if column in names), "")
    if needed and not found:
        raise BadInput(
            Message("The worksheet has no column {name}.", name=names[0]),
            Message("Download it, and upload it again, with Moodle's language set to English."),
        )
    return found


def _must_fit(report: Report, maximum: str) -> None:
    """Moodle skips a grade above the maximum without a word. Raises BadInput."""
    try:
        most = float(maximum.replace(",", "."))
    except ValueError:  # a scale, or no such column
        return
    if report.score is not None and abs(most - report.max_score) > 0.005:
        raise BadInput(
            Message(
                "Moodle's maximum grade is {maximum}, but the assignment has {points} points.",
                maximum=number(most),
                points=number(report.max_score),
            ),
            Message("Set the maximum grade in the assignment's settings in Moodle."),
        )
