"""Late penalties: as a column of a CSV file, `submission,penalty_percent`, or by a rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
import math
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.text import Message
from grader.intake.roster import read_rows
from grader.intake.times import deadline_of

SUBMISSION = "submission"
PERCENT = "penalty_percent"
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class LateRule:
    """So much less for each day that has begun since the deadline, in percent of the marks."""

    deadline: datetime
    percent_a_day: float
    at_most: float = 100.0

    @classmethod
    def of(cls, deadline: str, percent_a_day: float, at_most: float) -> LateRule:
        """A rule as it is said on the command line. Raises BadInput."""
        moment = deadline_of(deadline)
        for said in (percent_a_day, at_most):
            if not 0 <= said <= 100:
                raise BadInput(Message("A penalty is 0 to 100 percent, not {said}.", said=said))
        return cls(moment.astimezone(), percent_a_day, at_most)

    def penalty(self, handed_in_at: str) -> float:
        """In percent, for what was handed in at an ISO time; without a zone, this machine's."""
        late = datetime.fromisoformat(handed_in_at).astimezone() - self.deadline
        days = max(0, math.ceil(late / A_DAY))
        return min(self.at_most, days * self.percent_a_day)

    def penalties(self, reports: Sequence[Report]) -> tuple[Mapping[str, float], tuple[str, ...]]:
        """The penalty of each submission whose time is known; and who is late, but when is not."""
        found: dict[str, float] = {}
        unknown = []
        for report in reports:
            student = report.student
            if student is not None and student.handed_in_at is not None:
                found[report.submission] = self.penalty(student.handed_in_at)
            elif student is not None and student.late:
                unknown.append(report.called)
        return found, tuple(unknown)


def read_penalties(path: Path) -> Mapping[str, float]:
    """The penalty of each submission, in percent of its marks. Raises BadInput.

    Other columns are allowed, so `grades.csv` with one more column works; a row without a penalty
    changes nothing.
    """
    rows = read_rows(path)
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
