"""What a command has measured, kept in a file so that README can be held against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from importlib.metadata import version
import json
import os
from pathlib import Path
import platform

from grader.core.errors import BadInput
from grader.core.files import write_whole
from grader.core.text import Message

PACKAGES = ("tensorflow", "keras", "numpy")


@dataclass(frozen=True)
class Measured:
    """One run of a command.

    `table` has the cells of each row of its table, by the row's name; `figures` those that stand
    in sentences; both as they are written in README. `run` says when and with what it was run.
    """

    command: str
    table: Mapping[str, tuple[str, ...]]
    figures: Mapping[str, str]
    run: Mapping[str, str]

    def write(self, path: Path) -> None:
        """Write the file. Raises BadInput."""
        write_whole(path, json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n")

    @classmethod
    def read(cls, path: Path) -> Measured:
        """Read the file. Raises BadInput where it is not one that `write` wrote."""
        try:
            found = json.loads(path.read_text("utf-8"))
            table = {name: tuple(cells) for name, cells in found["table"].items()}
            return cls(found["command"], table, found["figures"], found["run"])
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise BadInput(
                Message("{path} is no run of a command: {error}", path=path, error=error)
            ) from error


def of_this_machine() -> dict[str, str]:
    """When and with what a command is run."""
    return {
        "day": datetime.now(timezone.utc).date().isoformat(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }
