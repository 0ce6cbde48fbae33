"""From an answer to marks: render its pictures, compare them, and give each blank its points."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from grader.core.answer import Answer, Failure
from grader.core.assignment import Assignment
from grader.core.blank import Blank
from grader.core.errors import BadInput
from grader.core.exercise import Ask
from grader.core.language import message
from grader.core.report import BlankReport, BlankStatus, CheckResult, Hint
from grader.goldens.compare import compare
from grader.goldens.store import At, GoldenCheck, Goldens, asks_for
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint16]
Arrays = Mapping[str, NDArray[np.float32]]
Visibility = Literal["public", "hidden"]
GRAVEST_FIRST = ("timed_out", "out_of_memory", "crashed", "bad_output", "blank")
HIDDEN = Hint(
    id="hidden_case",
    text=message(
        "Every public case is right, but a hidden one is not. Does the code rely on something that "
        "holds only in the public cases?"
    ),
)
"""All that is said of a hidden case: whatever more a submission could draw or say there, it could
use to tell what the case is."""


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
    """The report of a blank, and the pictures that its answer makes in public cases."""

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
        blanks = {blank.id for blank in self.subject.blanks}
        if blanks != set(self.assignment.points):
            raise BadInput(
                f"{self.assignment.source} gives points for {', '.join(self.assignment.points)}.",
                f"[points] must name {', '.join(sorted(blanks))}, and nothing else.",
            )

    def checks(self, blank: Blank, visibility: Visibility) -> tuple[GoldenCheck, ...]:
        """The checks of a blank in public, or in hidden, cases."""
        return tuple(
            check
            for check in self.goldens.manifest.checks
            if check.picture in blank.pictures
            and self.assignment.case(check.case).visibility == visibility
        )

    def asks(self, checks: Iterable[GoldenCheck]) -> tuple[Ask, ...]:
        """The raw arrays that checks need."""
        wanted = [(check.case, check.picture) for check in checks]
        return asks_for(wanted, self.subject.needs, self.goldens.manifest.cases)

    def mark_public(self, blank: Blank, answer: Answer) -> Marked:
        """The marks of one blank, as if it had no hidden cases."""
        checks = self.checks(blank, "public")
        pictures = self._pictures(checks, answer)
        results = [self._result(check, pictures) for check in checks]
        status, hint = self._verdict(blank, answer, results, pictures)
        max_score = self.assignment.points[blank.id]
        report = BlankReport(
            id=blank.id,
            score=_score(blank, max_score, results),
            max_score=max_score,
            status=status,
            hint=hint,
            checks=tuple(results),
        )
        return Marked(report, pictures)

    def still_open(self, blank: Blank, public: BlankReport) -> tuple[GoldenCheck, ...]:
        """The hidden checks of the parts that passed in public: other parts are lost already."""
        failed = {check.picture for check in public.checks if not check.passed}
        passing = {
            picture
            for part in blank.parts
            if not failed.intersection(part.pictures)
            for picture in part.pictures
        }
        return tuple(each for each in self.checks(blank, "hidden") if each.picture in passing)

    def passed(self, checks: Iterable[GoldenCheck], answer: Answer) -> frozenset[At]:
        """Which of the checks an answer passes."""
        checks = tuple(checks)
        pictures = self._pictures(checks, answer)
        return frozenset(
            (check.case, check.picture) for check in checks if self._result(check, pictures).passed
        )

    def with_hidden(self, blank: Blank, public: Marked, passed: Collection[At]) -> Marked:
        """The marks with hidden cases, of which nothing is said but which were `passed`."""
        asked = self.still_open(blank, public.report)
        hidden = [
            CheckResult(
                case=check.case,
                picture=check.picture,
                visibility="hidden",
                ssim=None,
                beyond=None,
                passed=(check.case, check.picture) in passed if check in asked else None,
            )
            for check in self.checks(blank, "hidden")
        ]
        checks = (*public.report.checks, *hidden)
        score = _score(blank, public.report.max_score, checks)
        update: dict[str, object] = {"checks": checks, "score": score}
        if public.report.status == "right" and not all(check.passed for check in hidden):
            update |= {"status": "wrong", "hint": HIDDEN}
        return replace(public, report=public.report.model_copy(update=update))

    def _pictures(self, checks: Iterable[GoldenCheck], answer: Answer) -> dict[At, Picture]:
        pictures = {}
        for check in checks:
            arrays = {name: a for (case, name), a in answer.arrays.items() if case == check.case}
            picture = self.subject.render(check.case, check.picture, arrays)
            if picture is not None:
                pictures[check.case, check.picture] = picture
        return pictures

    def _result(self, check: GoldenCheck, pictures: Mapping[At, Picture]) -> CheckResult:
        at = check.case, check.picture
        answered, golden = pictures.get(at), self.goldens.pictures[at]
        comparison = None if answered is None else compare(answered, golden, check.tolerance)
        return CheckResult(
            case=check.case,
            picture=check.picture,
            visibility="public",
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


def _score(blank: Blank, max_score: float, checks: Iterable[CheckResult]) -> float:
    """Points for the parts that have not failed in any check."""
    failed = {check.picture for check in checks if not check.passed}
    shares = (part.share for part in blank.parts if not failed.intersection(part.pictures))
    return round(max_score * sum(shares), 2)
