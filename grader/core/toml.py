"""Reading TOML into validated models, with errors that a person can act on; and writing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
import json
from pathlib import Path
import re
import sys
from typing import TypeVar

from grader.core.errors import BadInput
from grader.core.text import Message
from grader.core.toml_faults import faults_of
from pydantic import BaseModel, ValidationError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Model = TypeVar("Model", bound=BaseModel)


def toml_table(values: Mapping[str, object]) -> str:
    """Strings, numbers and lists of them as TOML, which writes them as JSON does."""
    rows = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    return "".join(rows)


def read_toml(path: Path) -> dict[str, object]:
    """The table in a TOML file. Raises BadInput when the file is missing or is not TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(
            Message("{path} cannot be read: {error}.", path=path, error=error)
        ) from error


def validated(
    model: type[Model], table: dict[str, object], source: Path, others: Sequence[str] = ()
) -> Model:
    """`table` as a `model`. Raises BadInput that names `source` and every field that is wrong.

    `others` are keys of the same file that another model has read.
    """
    try:
        return model.model_validate(table)
    except ValidationError as error:
        wrong = faults_of(model, table, error, others)
        raise BadInput(Message("{source}: {wrong}", source=source, wrong=wrong)) from error


def to_toml(table: Mapping[str, object]) -> str:
    """A table as TOML that reads as the same; its values are those that `read_toml` gives.

    Tables in it, and lists of tables, have headings of their own; tables in those stand inline.
    """
    lines: list[str] = []
    headed: list[str] = []
    for key, value in table.items():
        if isinstance(value, dict):
            headed += ["", f"[{_key(key)}]", *_rows(value)]
        elif isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            headed += (line for each in value for line in ("", f"[[{_key(key)}]]", *_rows(each)))
        else:
            lines += _rows({key: value})
    return "\n".join([*lines, *headed]).lstrip("\n") + "\n"


def _rows(table: Mapping[str, object]) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in table.items()]


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(_rows(value))}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    # Strings, numbers and truth values are written alike in JSON and TOML.
    return json.dumps(value, ensure_ascii=False)
