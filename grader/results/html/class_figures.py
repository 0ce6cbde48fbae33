"""The figures of a class: marks, blank by blank, and the commonest mistakes.

No student's words stand for another's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
import statistics
from urllib.parse import quote

from grader.core.report import BlankReport, Report
from grader.core.words import Translate, number, outcome_words, percent
from grader.results.html import words

BINS = 10
ROUNDING = 1e-9
"""Keeps 30 of 100 points in the bar that begins at 30, despite rounding errors."""

EXAMPLES = 4
"""The number of links to reports shown for each mistake; the table finds the others."""

FOLLOWS = "follows"
"""The id of the hint to look at another blank first."""


@dataclass(frozen=True)
class Link:
    """A submission's name, and the path of its report."""

    name: str
    href: str


@dataclass(frozen=True)
class Bin:
    """A bar of the histogram, and how many submissions it stands for."""

    label: str
    count: int


@dataclass(frozen=True)
class BlankSummary:
    """How a class did in one blank: the share right, and the other outcomes in words.

    `public` is the share right in all public cases, empty where there are no others.
    """

    id: str
    title: str
    share: float
    percent: str
    public: str
    others: str


@dataclass(frozen=True)
class Average:
    """The middle of a class; empty when nobody was graded."""

    median: str
    mean: str
    full: int


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
        """The key by which rows of the table are filtered."""
        return f"{self.blank}:{self.hint}"


def link(report: Report) -> Link:
    """Who handed in, and where the report lies, seen from the class's page."""
    return Link(report.called, f"reports/{quote(_file_name(report.submission), safe='')}.html")


def _file_name(submission: str) -> bytes:
    # surrogateescape: a file name that is not UTF-8 keeps its bytes; nothing else may raise here.
    try:
        return submission.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return submission.encode("utf-8", "replace")


def blank_ids(reports: Sequence[Report]) -> tuple[str, ...]:
    """All blanks that any report has, in order."""
    return tuple(dict.fromkeys(blank.id for report in reports for blank in report.blanks))


def average(graded: Sequence[Report]) -> Average:
    """Median and mean of the scores that count, and how many have full marks."""
    scores = [report.score for report in graded if report.score is not None]
    if not scores:
        return Average("", "", 0)
    return Average(
        number(round(statistics.median(scores), 1)),
        number(round(statistics.fmean(scores), 1)),
        sum(report.full_marks for report in graded),
    )


def histogram(graded: Sequence[Report], _: Translate) -> tuple[Bin, ...]:
    """How many scored 0 to 9 %, 10 to 19 %, … and, apart, 100 %."""
    counts = Counter(
        BINS
        if report.full_marks
        else min(BINS - 1, max(0, int(BINS * report.score / report.max_score + ROUNDING)))
        for report in graded
        if report.score is not None and report.max_score > 0
    )
    labels = [
        _("{low} to {high} %").format(low=10 * place, high=10 * place + 9) for place in range(BINS)
    ]
    labels.append(_("{number} %").format(number=100))
    return tuple(Bin(label, counts[place]) for place, label in enumerate(labels))


def blank_summaries(graded: Sequence[Report], _: Translate) -> tuple[BlankSummary, ...]:
    """For each blank, the share of submissions with full marks, and the outcomes of the others."""
    return tuple(_blank_summary(blank, graded, _) for blank in blank_ids(graded))


def _blank_summary(id_: str, graded: Sequence[Report], _: Translate) -> BlankSummary:
    found = [blank for report in graded for blank in report.blanks if blank.id == id_]
    share = sum(blank.full_marks for blank in found) / len(found)
    others = Counter(outcome_words(blank, _) for blank in found if not blank.full_marks)
    return BlankSummary(
        id=id_,
        title=words.title_of(found[0], _),
        share=share,
        percent=percent(share, _),
        public=_in_public(found, _),
        others=", ".join(f"{status} {count}" for status, count in others.most_common()),
    )


def _in_public(found: Sequence[BlankReport], _: Translate) -> str:
    hidden = any(check.visibility == "hidden" for blank in found for check in blank.checks)
    if not hidden:
        return ""
    right = sum(
        all(check.passed for check in blank.checks if check.visibility == "public")
        for blank in found
        if blank.checks
    )
    return _("{percent} right in the public cases").format(percent=percent(right / len(found), _))


def mistakes(graded: Sequence[Report], _: Translate = str) -> tuple[Mistake, ...]:
    """Every hint that was given, the commonest first; a hint counts once per submission.

    A blank that is wrong only because others are does not count. A submission's own words never
    stand for others, see `_text`.
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
    examples = tuple(link(report) for report, _found in cases[:EXAMPLES])
    return Mistake(blank, hint, parts, len(cases), examples)


def _text(blanks: Sequence[BlankReport], _: Translate) -> str:
    """A text that fits all of these blanks, whose hints have the same id.

    A submission's own words may be forged to look like the grader's, and the difference of one
    picture is not that of all.
    """
    hints = [blank.hint for blank in blanks if blank.hint is not None]
    own_words = any(hint.is_in_own_words for hint in hints)
    fixed = {hint.text for hint in hints if hint.values.keys() <= {"function", "said"}}
    texts = fixed or {hint.text for hint in hints if not own_words}
    if len(texts) == 1:
        return texts.pop()
    statuses = dict.fromkeys(outcome_words(blank, _) for blank in blanks)
    if all(blank.status == "blank" for blank in blanks):
        return ", ".join(statuses)
    return _("{outcome}: each report says how.").format(outcome=", ".join(statuses))
