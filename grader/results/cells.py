"""CSV that can be opened in a spreadsheet without running what a student wrote.

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
import unicodedata

from grader.results.exports.common import one_line

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
