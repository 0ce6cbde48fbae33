"""From an answer to marks: render its pictures, compare them, and give each blank its points."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from grader.core import hints
from grader.core.answer import Answer, Failure, Key
from grader.core.assignment import Assignment
from grader.core.blank import At, Blank, Pixels
from grader.core.errors import BadInput
from grader.core.exercise import Ask, Question
from grader.core.report import BlankReport, BlankStatus, CheckResult, Hint
from grader.core.subject import Opened, Wrong
from grader.core.text import Message
from grader.goldens.compare import compare
from grader.goldens.signatures import Signatures
from grader.goldens.store import GoldenCheck, Goldens, asks_for, pictures_of

Visibility = Literal["public", "hidden"]
GRAVEST_FIRST = ("timed_out", "out_of_memory", "crashed", "bad_output", "blank")


@dataclass(frozen=True)
class Marked:
    """The report of a blank, and the pictures that its answer makes in public cases."""

    report: BlankReport
    pictures: Mapping[At, Pixels]


@dataclass(frozen=True)
class Marker:
    """Marks the blanks of one assignment against its goldens.

    `questions` are those of all cases, by name; `opened` is the subject with its settings.
    """

    assignment: Assignment
    goldens: Goldens
    signatures: Signatures
    blanks: tuple[Blank, ...]
    opened: Opened
    questions: Mapping[str, Question]

    def __post_init__(self) -> None:
        """Raises BadInput where a part has nothing to be marked by, and would be given for free."""
        marked = {check.picture for check in self.goldens.manifest.checks}
        for blank in self.blanks:
            for part in blank.parts:
                if not marked.intersection(part.names):
                    names = ", ".join(picture.name for picture in part.pictures)
                    raise BadInput(
                        Message("No golden marks {names} of {id}.", names=names, id=blank.id),
                        Message("Add a case to the assignment, and make the goldens again."),
                    )
        blanks = {blank.id for blank in self.blanks}
        if blanks != set(self.assignment.points):
            raise BadInput(
                Message(
                    "{source} gives points for {points}.",
                    source=self.assignment.source,
                    points=", ".join(self.assignment.points),
                ),
                Message(
                    "[points] must name {blanks}, and nothing else.",
                    blanks=", ".join(sorted(blanks)),
                ),
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
        return asks_for(wanted, pictures_of(self.blanks), self.goldens.manifest.cases)

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
            title=blank.title,
        )
        return Marked(report, pictures)

    def still_open(self, blank: Blank, public: BlankReport) -> tuple[GoldenCheck, ...]:
        """The hidden checks of the parts that passed in public: other parts are lost already."""
        failed = {check.picture for check in public.checks if not check.passed}
        passing = {
            picture
            for part in blank.parts
            if not failed.intersection(part.names)
            for picture in part.names
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
                title=blank.pictures[check.picture].title,
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
            update |= {"status": "wrong", "hint": hints.HIDDEN}
        return replace(public, report=public.report.model_copy(update=update))

    def _pictures(self, checks: Iterable[GoldenCheck], answer: Answer) -> dict[At, Pixels]:
        drawn = {}
        pictures = pictures_of(self.blanks)
        for check in checks:
            arrays = {name: a for (case, name), a in answer.arrays.items() if case == check.case}
            picture = pictures[check.picture].drawn(arrays, self.questions[check.case])
            if picture is not None:
                drawn[check.case, check.picture] = picture
        return drawn

    def _result(self, check: GoldenCheck, pictures: Mapping[At, Pixels]) -> CheckResult:
        at = check.case, check.picture
        answered, golden = pictures.get(at), self.goldens.pictures[at]
        comparison = None if answered is None else compare(answered, golden, check.tolerance)
        return CheckResult(
            case=check.case,
            picture=check.picture,
            title=pictures_of(self.blanks)[check.picture].title,
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
        pictures: Mapping[At, Pixels],
    ) -> tuple[BlankStatus, Hint | None]:
        """The gravest of what went wrong; a wrong picture where all failed checks have one."""
        failed = [check for check in checks if not check.passed]
        if not failed:
            return "right", None
        failures = [
            failure
            for check in failed
            for array in blank.pictures[check.picture].arrays
            if (failure := answer.failures.get((check.case, array)))
        ]
        wrong = [(check.case, check.picture) for check in failed]
        hint = self.explain(blank, wrong, pictures, answer.failures)
        if not failures:
            return "wrong", hint
        gravest = min(failures, key=lambda failure: GRAVEST_FIRST.index(failure.outcome))
        return gravest.outcome, hint

    def explain(
        self,
        blank: Blank,
        at: Sequence[At],
        pictures: Mapping[At, Pixels],
        failures: Mapping[Key, Failure],
    ) -> Hint:
        """Why checks of public cases failed; `pictures` and `failures` are all of the blank's."""
        check = self.goldens.manifest.check(*at[0])

        def named_by(names: Collection[str]) -> Sequence[Hint]:
            own = {at: made for at, made in pictures.items() if at[1] in names}
            found = self.signatures.matching(blank.id, own, check.levels, check.share)
            return [Hint.of(name, Message(self.signatures.hints[name])) for name in found]

        part = next(part for part in blank.parts if check.picture in part.names)
        wrong = Wrong(
            blank=blank,
            at=at,
            pictures=pictures,
            goldens=self._public_goldens,
            questions={name: self.questions[name] for name in self._public},
            named=named_by(part.names),
            levels=check.levels,
            failures=failures,
            named_by=named_by,
        )
        return self.opened.diagnose(wrong) or self._explain(wrong)

    def _explain(self, wrong: Wrong) -> Hint:
        """What anybody, or a subject that knows one picture or failure at a time, says."""
        arrays = [
            (case, array)
            for case, picture in wrong.at
            for array in wrong.blank.pictures[picture].arrays
        ]
        failed = [wrong.failures[key] for key in arrays if key in wrong.failures]
        if failed:
            gravest = min(failed, key=lambda failure: GRAVEST_FIRST.index(failure.outcome))
            return self.opened.explain_failure(gravest) or hints.explain_failure(gravest)
        anybody = hints.either(wrong.named) if wrong.named else hints.differs(wrong.at[0])
        return self.opened.explain(wrong) or anybody

    @cached_property
    def _public(self) -> frozenset[str]:
        """The public cases, by name."""
        cases = self.assignment.cases
        return frozenset(case.name for case in cases if case.visibility == "public")

    @cached_property
    def _public_goldens(self) -> Mapping[At, Pixels]:
        return {at: made for at, made in self.goldens.pictures.items() if at[0] in self._public}


def _score(blank: Blank, max_score: float, checks: Iterable[CheckResult]) -> float:
    """Points for the parts that have not failed in any check."""
    failed = {check.picture for check in checks if not check.passed}
    shares = (part.share for part in blank.parts if not failed.intersection(part.names))
    return round(max_score * sum(shares), 2)
