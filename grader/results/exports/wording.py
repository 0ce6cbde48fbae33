"""A report in words for a student: nothing in it reveals what a hidden case is.

What the submission printed is never exported. What people changed is said with its reason: at its
blank, or of the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
import re

from grader.core.adjustments import in_words
from grader.core.report import BlankReport, BlankStatus, CheckResult, Report
from grader.core.text import clean
from grader.results.exports.common import cap, mark, number
from grader.results.exports.context import ExportContext

LONGEST = 2000
"""Characters that Classroom 50 shows of a test's output; the least of all platforms."""

IN_WORDS: Mapping[BlankStatus, str] = {
    "right": "Right.",
    "wrong": "Wrong.",
    "blank": "Not filled in yet.",
    "crashed": "It crashed.",
    "timed_out": "It took too long.",
    "out_of_memory": "It needed too much memory.",
    "bad_output": "What it returned is not what was asked for.",
}

CAME_OUT = {True: "passed", False: "not passed", None: "not run, because a public case failed"}

NOT_GRADED = (
    "This submission has not been graded, because the grader failed. "
    "That is not a zero, and nothing is wrong with the submission: please tell your instructor."
)


@dataclass(frozen=True)
class Wording:
    """Says one report; `aliases` are the names that hidden cases go by.

    `changed` tells of each blank that somebody gave another mark, and why; `remarks` are what
    somebody said of the whole: a penalty, a note.
    """

    aliases: Mapping[str, str]
    changed: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(cls, report: Report, context: ExportContext) -> Wording:
        """The wording for a report's student."""
        checks = (check for blank in report.blanks for check in blank.checks)
        names = dict.fromkeys(check.case for check in checks if check.visibility == "hidden")
        if context.hidden_cases == "visible":
            names = {}
        plain = cls({name: f"hidden case {number}" for number, name in enumerate(names, start=1)})
        said = [(each, plain.veiled(in_words(each))) for each in report.adjustments]
        return replace(
            plain,
            changed={each.blank: words for each, words in said if each.kind == "mark"},
            remarks=tuple(words for each, words in said if each.kind != "mark"),
        )

    def blank(self, blank: BlankReport, longest: int = LONGEST) -> str:
        """What became of one blank: in a word, the hint, and a line for each check."""
        lines = [self.outcome(blank), *(self._check(check) for check in blank.checks)]
        return cap("\n".join(lines), longest)

    def outcome(self, blank: BlankReport) -> str:
        """What became of one blank, first by whoever changed its mark, then by the grader."""
        said = f"{IN_WORDS[blank.status]} {self.hint(blank)}".strip()
        if blank.id not in self.changed:
            return said
        return f"{self.changed[blank.id]} Before that: {said}"

    def hint(self, blank: BlankReport) -> str:
        """The hint of a blank, empty where it has none."""
        if blank.hint is None:
            return ""
        text = blank.hint.text
        return clean(text, len(text) + 1) if blank.hint.is_in_own_words else self.veiled(text)

    def blanks(self, report: Report, longest: int = LONGEST) -> tuple[str, ...]:
        """Each blank's text, for a platform that has no place for the whole.

        What is said of the whole stands with the first, where it is read.
        """
        texts = [self.blank(blank, longest) for blank in report.blanks]
        first = (cap("\n".join([*self.remarks, *texts[:1]]), longest),)
        return (*first, *texts[1:]) if texts else ()

    def report(self, report: Report, longest: int = LONGEST) -> str:
        """The whole report, a paragraph for each blank."""
        blanks = (f"{heading(blank)}. {self.blank(blank)}" for blank in report.blanks)
        total = f"Total {number(mark(report))} of {number(report.max_score)} points."
        return cap("\n\n".join([total, *self.remarks, *blanks]), longest)

    def veiled(self, text: str) -> str:
        """`text` cleaned, with every hidden case under its other name."""
        # Cleaned first, because a control character inside a name would hide it from the search.
        shown = clean(text, len(text) + 1)
        for name, alias in self.aliases.items():
            shown = re.sub(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", alias, shown)
        return shown

    def _check(self, check: CheckResult) -> str:
        case = self.aliases.get(check.case, check.case)
        return clean(f"{case}, {check.picture}: {CAME_OUT[check.passed]}")


def heading(blank: BlankReport) -> str:
    """A blank's name and points."""
    return f"{blank.id}: {number(blank.score)} of {number(blank.max_score)} points"
