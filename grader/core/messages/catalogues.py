"""The catalogue of a language: merging in new messages, checking, writing, compiling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
import io
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from grader.core.language import CATALOGUES, DOMAIN

CHANGING = ('"POT-', '"PO-', '"Generated', '"Project', '"Report-', '"Last-', '"Language-Team')
"""Headers of a .po file that tell when, by what or by whom: the version history knows."""

NO_DATE = datetime(2000, 1, 1, tzinfo=timezone.utc)
HEADER = "# Messages of the grader. `python -m grader.core.messages` keeps them up to date.\n#"


def paths(new: Iterable[str] = ()) -> list[Path]:
    """The .po file of each language there is, and of new ones."""
    found = set(CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return sorted(found | {CATALOGUES / name / "LC_MESSAGES" / f"{DOMAIN}.po" for name in new})


def merge(path: Path, found: Mapping[str, str]) -> Catalog:
    """The catalogue of a language with just the messages `found`, given with where they are from.

    A translation is only ever kept for the very same message: a changed one is to be looked at.
    """
    catalogue = Catalog(locale=path.parents[1].name, header_comment=HEADER, fuzzy=False)
    kept = read(path)
    for text, place in found.items():
        old = kept.get(text)
        catalogue.add(text, old.string if old else "", locations=[(place, 0)])
    return catalogue


def read(path: Path) -> Catalog:
    """The catalogue in a .po file; an empty one where there is none yet."""
    if not path.exists():
        return Catalog(locale=path.parents[1].name)
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def write(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue as a .po file, in a form that changes only where the messages do."""
    with io.BytesIO() as file:
        write_po(file, catalogue, width=100, omit_header=False, include_lineno=False)
        lines = file.getvalue().decode().splitlines(keepends=True)
    stays = [line for line in lines if not line.startswith(CHANGING)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(stays), "utf-8")


def compile_catalogue(catalogue: Catalog) -> bytes:
    """The .mo file of a catalogue, always the same for the same translations."""
    stays = Catalog(locale=catalogue.locale, creation_date=NO_DATE, revision_date=NO_DATE)
    for entry in catalogue:
        if entry.id and entry.string:
            stays.add(entry.id, entry.string)
    with io.BytesIO() as file:
        write_mo(file, stays)
        return file.getvalue()


def unfinished(catalogue: Catalog) -> list[str]:
    """The messages that are not translated yet."""
    return [str(entry.id) for entry in catalogue if entry.id and not entry.string]


def unlike(catalogue: Catalog) -> list[str]:
    """The messages whose translation has other {fields}: it could not be filled in."""
    return [
        str(entry.id)
        for entry in catalogue
        if entry.id and entry.string and fields(str(entry.id)) != fields(str(entry.string))
    ]


def fields(text: str) -> set[str] | str:
    """The names of a message's {fields}; the error's words where its braces are not in pairs."""
    try:
        return {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    except ValueError as error:
        return str(error)
