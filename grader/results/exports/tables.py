"""CSV, out and in: cells that a spreadsheet does not run, and who is who on a platform's roster.

A spreadsheet takes a cell that begins with = + - or @ for a formula, and formulas can call
programs and fetch addresses (https://owasp.org/www-community/attacks/CSV_Injection). Such a cell
gets an apostrophe in front. But "-Anna" is a name, "-5" a number and "+anna@example.org" an
address: a cell of letters, digits and a few harmless signs can neither call nor fetch anything,
and stays as it is, so that the platform still finds the student.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
import csv
import io
import re
import unicodedata

from grader.core.report import Report
from grader.core.student import Student
from grader.core.text import one_line
from grader.intake.attendance import Attendance
from grader.intake.roster import Roster

# "Jane Doe_1234567_assignsubmission_file_": the full name, and the participant's number.
_OF_MOODLE = re.compile(r"(?P<name>.*)_(?P<id>\d+)_assignsubmission_.*")
# doejane_12345, or a whole doejane_LATE_12345_67890_template.py: the first number is the ID.
_OF_CANVAS = re.compile(r"(?P<name>[^_]*)(?:_LATE)?_(?P<id>\d+)(?:_\d+_.*)?")

# East Asian spreadsheets also take the wide forms (from U+FF0B on), as of = here.
_EQUALS = ("=", "\uff1d")
_BEGIN_A_FORMULA = (*_EQUALS, "+", "-", "@", "\uff0b", "\uff0d", "\uff20")
_HARMLESS = " _.'\u2019@+-"


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """`rows` as CSV, every cell quoted, so that no other separator can split one."""
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return file.getvalue()


def cell(text: str) -> str:
    """`text` as a cell: one line and no formula, even where a semicolon begins a new cell."""
    return ";".join(_no_formula(part) for part in one_line(text).split(";"))


def _no_formula(text: str) -> str:
    begins = text.lstrip()
    if not begins.startswith(_BEGIN_A_FORMULA):
        return text
    if begins[0] not in _EQUALS and all(_is_harmless(character) for character in begins[1:]):
        return text
    return "'" + text


def _is_harmless(character: str) -> bool:
    return (
        character.isalnum()
        or character in _HARMLESS
        or unicodedata.category(character).startswith("M")
    )


def known_student(report: Report) -> Student:
    """Who handed in; by the submission's name, as platforms make names, where nothing else says."""
    if report.student is not None:
        return report.student
    for pattern in (_OF_MOODLE, _OF_CANVAS):
        if match := pattern.fullmatch(report.submission):
            return Student(id=match["id"], name=match["name"])
    return Student()


def who_is_who(reports: Sequence[Report], roster: Roster) -> Attendance:
    """Who on a roster each submission is of, and who is not clear."""
    return Attendance.of([(each.submission, known_student(each)) for each in reports], roster)
