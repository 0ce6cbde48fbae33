"""Finding the student of a submission in a file that the platform exported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
import csv
import io
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.report import Report
from grader.results.exports.common import one_line

Row = Mapping[str, str]
Clue = tuple[str, str]
"""A kind of name, and the name: ("ID", "1234")."""
Clues = Sequence[Clue]


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
