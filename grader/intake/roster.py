"""A platform's list of students: who is in the class, whatever language and program wrote it.

Columns are known by their headers, in the languages of the platforms; those of addresses, and of
Moodle's participants, by what stands in them. A row is one person.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
import csv
from dataclasses import dataclass
import io
from pathlib import Path
import re

from grader.core.errors import BadInput
from grader.core.text import Message
from grader.intake.entry_names import is_chinese
from grader.intake.names import fit_person
from grader.intake.roster_headers import Kind, kinds_of
from grader.intake.times import in_iso

Row = Mapping[str, str]
LARGEST = 64 * 1024 * 1024

_EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SAVE_AS = Message("Save it as CSV UTF-8, with its headers in the first line.")
_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_FULL_MARKS = "Points Possible"
"""In the first cell of a row that Canvas puts below the headers."""
_NUMBER = re.compile(r"(\d+)\s*$")


@dataclass(frozen=True)
class Person:
    """One of the class. `ids` are all that only this student has: numbers and logins.

    `participant` is Moodle's number in one assignment. `row` has every cell by its header.
    """

    name: str
    email: str
    login: str
    ids: tuple[str, ...]
    participant: str
    handed_in_at: str | None
    row: Row

    @property
    def called(self) -> str:
        """How a sentence names the person."""
        return self.name or self.email or next(iter(self.ids), "") or self.participant


@dataclass(frozen=True)
class Roster:
    """The class, in the order of the list."""

    people: tuple[Person, ...]

    @classmethod
    def read(cls, path: Path) -> Roster:
        """The people in a CSV file. Raises BadInput where nobody can be told from it."""
        return cls.of(read_rows(path))

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Roster:
        """The people in the rows of a table. Raises BadInput where nobody can be told from it."""
        if not rows:
            raise BadInput(
                Message("The list of students names nobody."),
                Message("It needs a line for each student."),
            )
        kinds = kinds_of(rows)
        if not kinds:
            raise BadInput(
                Message(
                    "No column of the list says who a student is. Its headers are: {headers}.",
                    headers=", ".join(rows[0]),
                ),
                Message("Name one of them Name, Email, Username or ID."),
            )
        people = (_person(row, kinds) for row in rows)
        return cls(tuple(each for each in people if each.called))


def read_rows(path: Path) -> tuple[Row, ...]:
    """The rows of a CSV file, by their headers, whatever encoding and separator it is written in.

    Raises BadInput.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise BadInput(
            Message("{path} cannot be read: {strerror}.", path=path, strerror=error.strerror)
        ) from error
    if content.startswith(_EXCEL):
        raise BadInput(Message("{path} is an Excel workbook, not CSV.", path=path), _SAVE_AS)
    if len(content) > LARGEST:
        raise BadInput(Message("{path} is too large for a list of students.", path=path))
    text = _decoded(content, path)
    said = _SEPARATOR.match(text)
    text = text[said.end() :] if said else text
    separator = said[1] if said else max(",;\t", key=text.partition("\n")[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise BadInput(
            Message("{path} cannot be read as CSV: {error}.", path=path, error=error), _SAVE_AS
        ) from error
    headers = [header.strip() for header in rows[0]] if rows else []
    # Some exports leave out the empty cells at the end of a row.
    padding = [""] * len(headers)
    found = (dict(zip(headers, row + padding, strict=False)) for row in rows[1:] if any(row))
    return tuple(row for row in found if _FULL_MARKS not in next(iter(row.values()), ""))


def _decoded(content: bytes, path: Path) -> str:
    """The text. Excel writes UTF-8 with a mark, UTF-16, or what its Windows is set to."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or is_chinese(text):
            return text
    raise BadInput(Message("{path} is in an unknown encoding.", path=path), _SAVE_AS)


def _person(row: Row, kinds: Mapping[str, Kind]) -> Person:
    def of(kind: Kind) -> list[str]:
        cells = (row.get(header, "") for header, each in kinds.items() if each == kind)
        return [fit for cell in cells if (fit := fit_person(cell))]

    parts = " ".join([*of("first"), *of("last")])
    participant = _NUMBER.search(next(iter(of("participant")), ""))
    return Person(
        name=next(iter(of("name")), parts),
        email=next((cell for cell in [*of("email"), *of("login")] if "@" in cell), ""),
        login=next(iter(of("login")), ""),
        ids=(*of("id"), *of("login")),
        participant=participant[1] if participant else "",
        handed_in_at=next(filter(None, map(in_iso, of("handed in"))), None),
        row=row,
    )
