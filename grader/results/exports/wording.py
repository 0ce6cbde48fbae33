"""A report in words for a student: nothing in it reveals what a hidden case is.

What the submission printed is never exported. What people changed is said with its reason: at its
blank, or of the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from grader.core.report import BlankReport, CheckResult, Hint, Report
from grader.core.text import cap, clean
from grader.core.words import (
    changes_in_words,
    hidden_labels,
    hint_words,
    number,
    outcome_words,
    sentence,
    without_names,
)
from grader.results.exports.common import ExportContext, is_of_nothing, mark, reason

LONGEST = 2000
"""The number of characters that Classroom 50 shows of a test's output, the fewest of
all platforms."""

CAME_OUT = {True: "passed", False: "not passed", None: "not run, because a public case failed"}

NOT_GRADED = (
    "This submission has not been graded, because the grader failed. "
    "That is not a zero, and nothing is wrong with the submission: please tell your instructor."
)


def no_mark(report: Report) -> str:
    """What a student reads where there is no mark."""
    if report.status == "not_graded":
        return NOT_GRADED
    return f"Nothing that can be marked was handed in, so there is no mark. {reason(report)}"


def zero_for_nothing(report: Report) -> str | None:
    """What a student reads once where `--unreadable zero` gave no points; None for all others."""
    if not report.blanks or not all(map(is_of_nothing, report.blanks)):
        return None
    return f"Nothing that can be marked was handed in. {reason(report)}"


@dataclass(frozen=True)
class Changed:
    """A blank's mark that somebody changed: what they said, and the grader's own mark."""

    words: str
    old: float


@dataclass(frozen=True)
class Wording:
    """Puts one report into words; `aliases` are the names shown for hidden cases.

    `changed` has the blanks that somebody gave another mark; `remarks` are what somebody said of
    the whole: a penalty, a note.
    """

    aliases: Mapping[str, str]
    changed: Mapping[str, Changed] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(cls, report: Report, context: ExportContext) -> Wording:
        """The wording for a report's student."""
        plain = cls({} if context.hidden_cases == "visible" else hidden_labels(report))
        words = map(plain.veiled, changes_in_words(report))
        said = list(zip(report.adjustments, words, strict=True))
        return replace(
            plain,
            changed={
                each.blank: Changed(words, each.old or 0.0)
                for each, words in said
                if each.kind == "mark"
            },
            remarks=tuple(words for each, words in said if each.kind != "mark"),
        )

    def blank(self, blank: BlankReport, longest: int = LONGEST) -> str:
        """The outcome of one blank: in a word, with its hint and a line for each check."""
        lines = [self.outcome(blank), *(self._check(check) for check in blank.checks)]
        return cap("\n".join(lines), longest)

    def outcome(self, blank: BlankReport) -> str:
        """The outcome of one blank: first the change by hand, if any, then the grader's result."""
        changed = self.changed.get(blank.id)
        if changed is None and is_of_nothing(blank):
            return f"Nothing that can be marked was handed in. {self.hint(blank)}"
        if changed is None:
            return f"{sentence(outcome_words(blank, str))} {self.hint(blank)}".strip()
        before = blank.model_copy(update={"score": changed.old})
        found = f"{sentence(outcome_words(before, str))} {self.hint(blank)}"
        return f"{changed.words} Before that: {found}".strip()

    def hint(self, blank: BlankReport) -> str:
        """The hint of a blank, empty where it has none."""
        if blank.hint is None:
            return ""
        return hint_words(_cleaned_hint(blank.hint), self.aliases)

    def blanks(self, report: Report, longest: int = LONGEST) -> tuple[str, ...]:
        """Each blank's text, for a platform that has no place for the whole.

        Remarks about the whole come with the first, where they are read.
        """
        texts = [self.blank(blank, longest) for blank in report.blanks]
        first = (cap("\n".join([*self.remarks, *texts[:1]]), longest),)
        return (*first, *texts[1:]) if texts else ()

    def report(self, report: Report, longest: int = LONGEST) -> str:
        """The whole report, a paragraph for each blank."""
        if report.score is None:
            return cap(no_mark(report), longest)
        nothing = zero_for_nothing(report)
        blanks = [f"{heading(blank)}. {self.blank(blank)}" for blank in report.blanks]
        total = f"Total {number(mark(report))} of {number(report.max_score)} points."
        return cap(
            "\n\n".join([total, *self.remarks, *([nothing] if nothing else blanks)]), longest
        )

    def veiled(self, text: str) -> str:
        """`text` cleaned, with every hidden case under its alias."""
        return without_names(_cleaned(text), self.aliases)

    def _check(self, check: CheckResult) -> str:
        case = self.aliases.get(check.case, check.case)
        return clean(f"{case}, {check.picture}: {CAME_OUT[check.passed]}")


def heading(blank: BlankReport) -> str:
    """A blank's name and points."""
    return f"{blank.id}: {number(blank.score)} of {number(blank.max_score)} points"


def _cleaned(text: str) -> str:
    """Before names are looked for: a control character inside a name would hide it."""
    return clean(text, len(text) + 1)


def _cleaned_hint(hint: Hint) -> Hint:
    return hint.model_copy(update={"text": _cleaned(hint.text)})
