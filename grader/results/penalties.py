"""Late penalties as a column of a CSV file: `submission,penalty_percent`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.text import Message
from grader.results.exports.tables import read_roster

SUBMISSION = "submission"
PERCENT = "penalty_percent"


def read_penalties(path: Path) -> Mapping[str, float]:
    """The penalty of each submission, in percent of its marks. Raises BadInput.

    Other columns are allowed, so `grades.csv` with one more column works; a row without a penalty
    changes nothing.
    """
    rows = read_roster(path)
    if not rows or SUBMISSION not in rows[0] or PERCENT not in rows[0]:
        raise BadInput(
            Message(
                "{path} has no columns {submission} and {percent}.",
                path=path,
                submission=SUBMISSION,
                percent=PERCENT,
            ),
            Message("Name them in its first line."),
        )
    found: dict[str, float] = {}
    for row in rows:
        name, said = row[SUBMISSION], row[PERCENT].strip().removesuffix("%").strip()
        if not said:
            continue
        if name in found:
            raise BadInput(
                Message("{path} has {name} twice.", path=path, name=repr(name)),
                Message("Keep only one of them."),
            )
        found[name] = _percent(said, name, path)
    return found


def _percent(said: str, name: str, path: Path) -> float:
    try:
        percent = float(said.replace(",", "."))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise BadInput(
            Message(
                "{path}: the penalty of {name} is {said}, but must be 0 to 100 percent.",
                path=path,
                name=repr(name),
                said=repr(said),
            )
        )
    return percent
