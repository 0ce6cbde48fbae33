"""Known mistakes and known right answers, each a whole submission that differs in one function.

The same entries serve three purposes: a wrong picture gets the hint of the mistake that makes the
same picture, the tolerances are set between the right answers and the mistakes, and the grader is
tested on both. A subject keeps them in a folder: mistakes in a TOML file for each blank, and right
answers in `right_answers.toml`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeVar

from grader.core.errors import BadInput
from grader.core.text import Message
from grader.core.toml import read_toml, validated
from pydantic import BaseModel, ConfigDict, Field

RIGHT_ANSWERS = "right_answers.toml"


class _Entry(BaseModel):
    """`code` has the complete functions that replace the reference's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    blank: str
    code: str

    def submission(self, reference_source: str) -> bytes:
        """The file that a student who wrote `code` would hand in."""
        return submission_with(reference_source, self.code).encode()


class Mistake(_Entry):
    """A wrong answer. `hint` is what the student reads, `source` where a real person made it.

    Mistakes that make the same pictures have the same hint, which then fits them all.
    """

    hint: str
    source: str


class RightAnswer(_Entry):
    """A right answer. `written` says how an editor saved the file: every way is allowed."""

    written: Literal["plain", "bom", "crlf"] = "plain"

    def submission(self, reference_source: str) -> bytes:
        """The file that a student who wrote `code` would hand in."""
        source = submission_with(reference_source, self.code)
        if self.written == "crlf":
            return source.replace("\n", "\r\n").encode()
        return source.encode("utf-8-sig" if self.written == "bom" else "utf-8")


Entry = TypeVar("Entry", bound=_Entry)


def read_mistakes(folder: Path) -> tuple[Mistake, ...]:
    """All mistakes of a catalogue, file by file.

    Raises BadInput where one is not written as it should be.
    """
    files = (path for path in sorted(folder.glob("*.toml")) if path.name != RIGHT_ANSWERS)
    return _read(Mistake, tuple(files))


def read_mistakes_of(path: Path) -> tuple[Mistake, ...]:
    """The mistakes in one file. Raises BadInput where one is not written as it should be."""
    return _read(Mistake, (path,))


def read_right_answers(folder: Path) -> tuple[RightAnswer, ...]:
    """All right answers of a catalogue; none where it has no file of them.

    Raises BadInput where one is not written as it should be.
    """
    path = folder / RIGHT_ANSWERS
    return _read(RightAnswer, (path,) if path.exists() else ())


def submission_with(reference_source: str, code: str) -> str:
    """The reference's source with the functions that `code` defines in place of its own.

    Everything else in `code`, helpers and imports, goes with them. Raises BadInput when it defines
    none of the reference's functions.
    """
    defined = {name for statement in ast.parse(code).body for name in _names(statement)}
    places = [place for name, place in _functions(reference_source) if name in defined]
    if not places:
        raise BadInput(
            Message(
                "None of {defined} is a function of the reference.",
                defined=", ".join(sorted(defined)),
            )
        )
    lines = reference_source.splitlines(keepends=True)
    first, *others = places
    for place in reversed(others):
        del lines[place]
    lines[first] = [code.strip("\n") + "\n\n\n"]
    return "".join(lines)


def _functions(source: str) -> Iterator[tuple[str, slice]]:
    """Each top-level function: its name, and its lines with what follows up to the next statement.

    That takes in the comments at its end, which the syntax tree does not know of.
    """
    body = ast.parse(source).body
    ends = [_first_line(statement) for statement in body[1:]] + [source.count("\n") + 2]
    for statement, end in zip(body, ends, strict=True):
        if isinstance(statement, ast.FunctionDef):
            yield statement.name, slice(_first_line(statement) - 1, end - 1)


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _names(statement: ast.stmt) -> Iterator[str]:
    """The names that a top-level statement gives to functions, classes and values."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        yield statement.name
    elif isinstance(statement, ast.Assign):
        yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


def _read(model: type[Entry], paths: tuple[Path, ...]) -> tuple[Entry, ...]:
    entries = tuple(
        validated(model, {"id": name, **_table(table, name, path)}, path)
        for path in paths
        for name, table in read_toml(path).items()
    )
    ids = [entry.id for entry in entries]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise BadInput(Message("More than one entry is named {twice}.", twice=", ".join(twice)))
    return entries


def _table(value: object, name: str, path: Path) -> dict[str, object]:
    if not isinstance(value, dict):
        raise BadInput(Message("{path}: {name} is not a table.", path=path, name=name))
    return value
