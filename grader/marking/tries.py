"""What is known of a submission while it is tried: in public, in hidden cases, and at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.core.answer import Answer, Note
from grader.core.blank import At, Blank, Pixels
from grader.core.exercise import Ask
from grader.core.report import BlankReport, Report
from grader.core.submission import Submission
from grader.core.text import Message
from grader.goldens.store import GoldenCheck
from grader.jail.run.shortage import Shortage
from grader.jail.run.worker import Lane
from grader.marking.marker import Marked

Asked = tuple[Blank, tuple[GoldenCheck, ...]]
"""A blank, and its checks in one job."""


@dataclass(frozen=True)
class Graded:
    """A report, and the pictures that the submission made in public cases.

    `shortage` is what the machine ran short of, where that may have cost marks.
    """

    report: Report
    pictures: Mapping[At, Pixels]
    shortage: Shortage = ""


@dataclass(frozen=True)
class Tried:
    """A blank marked on public cases, and whether the submission could be imported.

    `alone` has the lanes in which it must run by itself: none where it was right together with the
    others. `shortage` is what its last try met.
    """

    blank: Blank
    marked: Marked
    imported: bool
    alone: tuple[Lane, ...] = ()
    shortage: Shortage = ""

    @property
    def report(self) -> BlankReport:
        return self.marked.report


@dataclass(frozen=True)
class Public:
    """The result of a submission's public cases: each blank's best marks, and what was printed."""

    tried: tuple[Tried, ...]
    printed: str
    seconds: float
    notes: tuple[Message, ...] = ()

    @property
    def shortage(self) -> Shortage:
        """The worst shortage of those blanks that are not right."""
        return worst([one.shortage for one in self.tried if one.report.status != "right"])


@dataclass(frozen=True)
class Begun:
    """What is known of submissions that may be tried again, shared by all graders of a batch.

    `public` holds the public results of submissions that have been asked hidden cases since, and so
    are asked no public case again.
    """

    public: dict[Submission, Public] = field(default_factory=dict)


@dataclass(frozen=True)
class Ran:
    """The answer of each blank in one child, what was printed, and the ask at which it ended early,
    if any.

    `shortage` is what the machine ran short of when the child was ended.
    """

    answers: Sequence[Answer]
    printed: bytes
    stopped_at: Ask | None
    shortage: Shortage
    notes: tuple[Note, ...] = ()


def might_do_better_cold(answer: Answer) -> bool:
    """Whether a warm child may have failed where a cold one does not."""
    return answer.cold or answer.ran_out_of_memory or not answer.complete


def worst(shortages: Sequence[Shortage]) -> Shortage:
    """A shortage of memory counts as worse than one of processors: another try alone may end the
    same way.
    """
    return max(shortages, key=("", "processor", "memory").index, default="")
