"""Late penalties as a column of a CSV file: `submission,penalty_percent`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.core.errors import BadInput
from grader.results.exports.tables import read_roster

SUBMISSION = "submission"
PERCENT = "penalty_percent"


def read_penalties(path: Path) -> Mapping[str, float]:
    """What each submission loses, in percent of its marks. Raises BadInput.

    Other columns may be there, so that `grades.csv` with one column more will do; a row without
    a penalty says nothing.
    """
    rows = read_roster(path)
    if not rows or SUBMISSION not in rows[0] or PERCENT not in rows[0]:
        raise BadInput(
            f"{path} has no columns {SUBMISSION} and {PERCENT}.", "Name them in its first line."
        )
    found: dict[str, float] = {}
    for row in rows:
        name, said = row[SUBMISSION], row[PERCENT].strip().removesuffix("%").strip()
        if not said:
            continue
        if name in found:
            raise BadInput(f"{path} has {name!r} twice.", "Keep only one of them.")
        found[name] = _percent(said, name, path)
    return found


def _percent(said: str, name: str, path: Path) -> float:
    try:
        percent = float(said.replace(",", "."))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise BadInput(f"{path}: the penalty of {name!r} is {said!r}, not 0 to 100 percent.")
    return percent
