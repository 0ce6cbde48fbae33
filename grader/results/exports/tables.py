"""CSV, out and in: cells that a spreadsheet does not run, and who is who on a platform's roster.

A spreadsheet takes a cell that begins with = + - or @ for a formula, and formulas can call
programs and fetch addresses (https://owasp.org/www-community/attacks/CSV_Injection). Such a cell
gets an apostrophe in front. But "-Anna" is a name, "-5" a number and "+anna@example.org" an
address: a cell of letters, digits and a few harmless signs can neither call nor fetch anything,
and stays as it is, so that the platform still finds the student.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
import csv
import io
from pathlib import Path
import unicodedata

from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.text import one_line

Row = Mapping[str, str]
Clue = tuple[str, str]
"""A kind of name, and the name: ("ID", "1234")."""
Clues = Sequence[Clue]

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
    """`text` as a cell: one line, and no formula, also where a semicolon begins a new cell."""
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


def read_roster(path: Path) -> tuple[Row, ...]:
    """The rows of a CSV file, by their headers. Raises BadInput."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{path} cannot be read as UTF-8 CSV: {error}.") from error
    names = [name.strip() for name in rows[0]] if rows else []
    # Some exports leave out the empty cells at the end of a row.
    padding = [""] * len(names)
    return tuple(dict(zip(names, row + padding, strict=False)) for row in rows[1:] if any(row))


def find_students(
    reports: Sequence[Report],
    rows: Sequence[Row],
    of_row: Callable[[Row], Iterable[Clue]],
    of_name: Callable[[str], Iterable[Clues]],
) -> list[Row | None]:
    """The row of each report, None where there is none. Raises BadInput where it is not clear.

    `of_row` gives all that a row's student may be called, `of_name` what a submission's name may
    mean, the most certain first: clues that match nobody make way for the next.
    """
    index: dict[Clue, set[int]] = {}
    for number, row in enumerate(rows):
        for kind, value in of_row(row):
            if value.strip():
                index.setdefault((kind, _folded(value)), set()).add(number)
    found = [_row_of(report.submission, index, of_name) for report in reports]
    _refuse_two_for_one(reports, found)
    return [None if number is None else rows[number] for number in found]


def _row_of(
    name: str, index: Mapping[Clue, set[int]], of_name: Callable[[str], Iterable[Clues]]
) -> int | None:
    candidates = (
        {number for kind, value in clues for number in index.get((kind, _folded(value)), ())}
        for clues in of_name(name)
    )
    matches = next((numbers for numbers in candidates if numbers), set())
    if len(matches) > 1:
        raise BadInput(
            f"{one_line(name)} could be {len(matches)} people on the roster.",
            "Name the submission after something that only one of them has, such as the login.",
        )
    return next(iter(matches), None)


def _refuse_two_for_one(reports: Sequence[Report], found: Sequence[int | None]) -> None:
    owners: dict[int, str] = {}
    for report, number in zip(reports, found, strict=True):
        if number is None:
            continue
        if number in owners:
            both = f"{one_line(owners[number])} and {one_line(report.submission)}"
            raise BadInput(f"{both} are the same person on the roster.", "Keep one of them.")
        owners[number] = report.submission


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
