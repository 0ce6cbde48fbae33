"""Reading TOML into validated models, with errors that a person can act on."""

from __future__ import annotations

from pathlib import Path
import sys
from typing import TypeVar

from grader.core.errors import BadInput
from pydantic import BaseModel, ValidationError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Model = TypeVar("Model", bound=BaseModel)


def read_toml(path: Path) -> dict[str, object]:
    """The table in a TOML file. Raises BadInput when it is missing or is not TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}.") from error


def validated(model: type[Model], table: dict[str, object], source: Path) -> Model:
    """`table` as a `model`. Raises BadInput that names `source` and every field that is wrong."""
    try:
        return model.model_validate(table)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, detail['loc'])) or 'the file'}: {detail['msg']}"
            for detail in error.errors()
        )
        raise BadInput(f"{source} is not what was expected: {wrong}.") from error
