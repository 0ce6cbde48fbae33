"""From an answer to marks: render its pictures, compare them, and give each blank its points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from grader.answer import Answer, Failure
from grader.assignment import Assignment
from grader.blank import Blank
from grader.compare import compare
from grader.errors import BadInput
from grader.exercise import Ask
from grader.goldens import GoldenCheck, Goldens
from grader.report import BlankReport, BlankStatus, CheckResult, Hint
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint16]
Arrays = Mapping[str, NDArray[np.float32]]
At = tuple[str, str]
"""(case, picture)"""

GRAVEST_FIRST = ("timed_out", "out_of_memory", "crashed", "bad_output", "blank")


@dataclass(frozen=True)
class Subject:
    """What the marking must know of the assignment's subject.

    `render` makes the picture of a case from its raw arrays, or None where one is missing;
    `needs` gives the raw arrays of each picture; `diagnose` the hint for pictures that are wrong,
    given by (case, picture) among all pictures of the blank; `explain` the hint for a failure,
    and `follows` the one for a blank that is wrong because others are.
    """

    blanks: tuple[Blank, ...]
    needs: Mapping[str, tuple[str, ...]]
    render: Callable[[str, str, Arrays], Picture | None]
    diagnose: Callable[[Blank, Sequence[At], Mapping[At, Picture]], Hint]
    explain: Callable[[Failure], Hint]
    follows: Callable[[Sequence[str]], Hint]


@dataclass(frozen=True)
class Marked:
    """The report of a blank, and the pictures that its answer makes, by (case, picture)."""

    report: BlankReport
    pictures: Mapping[At, Picture]


@dataclass(frozen=True)
class Marker:
    """Marks the blanks of one assignment against its goldens."""

    assignment: Assignment
    goldens: Goldens
    subject: Subject

    def __post_init__(self) -> None:
        """Raises BadInput where a part has nothing to be marked by, and would be given for free."""
        marked = {check.picture for check in self.goldens.manifest.checks}
        for blank in self.subject.blanks:
            for part in blank.parts:
                if not marked.intersection(part.pictures):
                    raise BadInput(
                        f"No golden marks {', '.join(part.pictures)} of {blank.id}.",
                        "Add a case to the assignment, and make the goldens again.",
                    )

    def asks(self, blank: Blank) -> tuple[Ask, ...]:
        """The raw arrays of a blank that its checks need."""
        return self.goldens.manifest.asks(blank.arrays, self.subject.needs)

    def mark(self, blank: Blank, answer: Answer) -> Marked:
        """The marks of one blank."""
        pictures = self._pictures(blank, answer)
        checks = [
            self._check(check, pictures.get((check.case, check.picture)))
            for check in self.goldens.manifest.checks
            if check.picture in blank.pictures
        ]
        max_score = self.assignment.points[blank.id]
        score = max_score * sum(
            part.share
            for part in blank.parts
            if all(check.passed for check in checks if check.picture in part.pictures)
        )
        status, hint = self._verdict(blank, answer, checks, pictures)
        report = BlankReport(
            id=blank.id,
            score=round(score, 2),
            max_score=max_score,
            status=status,
            hint=hint,
            checks=tuple(checks),
        )
        return Marked(report, pictures)

    def _pictures(self, blank: Blank, answer: Answer) -> dict[At, Picture]:
        pictures = {}
        for check in self.goldens.manifest.checks:
            if check.picture in blank.pictures:
                arrays = {
                    name: a for (case, name), a in answer.arrays.items() if case == check.case
                }
                picture = self.subject.render(check.case, check.picture, arrays)
                if picture is not None:
                    pictures[check.case, check.picture] = picture
        return pictures

    def _check(self, check: GoldenCheck, answered: Picture | None) -> CheckResult:
        golden = self.goldens.pictures[check.case, check.picture]
        comparison = None if answered is None else compare(answered, golden, check.tolerance)
        return CheckResult(
            case=check.case,
            picture=check.picture,
            visibility=self.assignment.case(check.case).visibility,
            ssim=None if comparison is None else round(comparison.ssim, 6),
            beyond=None if comparison is None else round(comparison.beyond, 6),
            passed=comparison is not None and comparison.passed,
        )

    def _verdict(
        self,
        blank: Blank,
        answer: Answer,
        checks: Sequence[CheckResult],
        pictures: Mapping[At, Picture],
    ) -> tuple[BlankStatus, Hint | None]:
        """The gravest of what went wrong; a wrong picture where all failed checks have one."""
        failed = [check for check in checks if not check.passed]
        if not failed:
            return "right", None
        failures = [
            failure
            for check in failed
            for array in self.subject.needs[check.picture]
            if (failure := answer.failures.get((check.case, array)))
        ]
        if not failures:
            wrong = [(check.case, check.picture) for check in failed]
            return "wrong", self.subject.diagnose(blank, wrong, pictures)
        gravest = min(failures, key=lambda failure: GRAVEST_FIRST.index(failure.outcome))
        return gravest.outcome, self.subject.explain(gravest)
