"""The commonest mistakes of a class, without one student's words for another's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.core.report import BlankReport, Report
from grader.results.html import words
from grader.results.html.class_view import Link, link
from grader.results.html.page import Translate

EXAMPLES = 4
"""Links to reports shown for each mistake; the table finds the others."""

FOLLOWS = "follows"
"""The id of the hint that another blank is to be looked at first."""


@dataclass(frozen=True)
class Mistake:
    """A hint that was given `count` times for a blank."""

    blank: str
    hint: str
    parts: tuple[tuple[bool, str], ...]
    count: int
    examples: tuple[Link, ...]

    @property
    def key(self) -> str:
        """What a row of the table is found by."""
        return f"{self.blank}:{self.hint}"


def mistakes(graded: Sequence[Report], _: Translate = str) -> tuple[Mistake, ...]:
    """Every hint that was given, the commonest first; in one submission, for its first blank.

    What is wrong only because other blanks are is no mistake of its own. What a submission says of
    itself never stands for others, see `_text`.
    """
    given: dict[tuple[str, str], list[tuple[Report, BlankReport]]] = {}
    for report in graded:
        told = {FOLLOWS, ""}
        for blank in report.blanks:
            if (hint := words.hint_id(blank)) not in told:
                told.add(hint)
                given.setdefault((blank.id, hint), []).append((report, blank))
    found = [_mistake(blank, hint, cases, _) for (blank, hint), cases in given.items()]
    return tuple(sorted(found, key=lambda mistake: (-mistake.count, mistake.key)))


def _mistake(
    blank: str, hint: str, cases: Sequence[tuple[Report, BlankReport]], _: Translate
) -> Mistake:
    parts = words.code_parts(_text([found for _report, found in cases], _))
    examples = tuple(link(report.submission) for report, _found in cases[:EXAMPLES])
    return Mistake(blank, hint, parts, len(cases), examples)


def _text(blanks: Sequence[BlankReport], _: Translate) -> str:
    """What can be said of all of these, which have a hint of the same id.

    What a submission says may be any words, put there to be read as the grader's. Nor is a
    difference of one picture that of all.
    """
    hints = [blank.hint for blank in blanks if blank.hint is not None]
    own_words = any(hint.is_in_own_words for hint in hints)
    fixed = {hint.text for hint in hints if not hint.values}
    texts = fixed or {hint.text for hint in hints if not own_words}
    if len(texts) == 1:
        return texts.pop()
    statuses = dict.fromkeys(words.status_words(blank, _) for blank in blanks)
    if all(blank.status == "blank" for blank in blanks):
        return ", ".join(statuses)
    return _("{outcome}: each report says how.").format(outcome=", ".join(statuses))
