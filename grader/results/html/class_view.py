"""What the page of a class shows, worked out: the templates only lay it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import statistics
from urllib.parse import quote

from grader.core.report import BlankReport, Report
from grader.results.html import words
from grader.results.html.page import Translate

BINS = 10
ROUNDING = 1e-9
"""Keeps 30 of 100 points in the bar that begins at 30, whatever floating point makes of it."""


@dataclass(frozen=True)
class Link:
    """A submission's name, and where its report lies."""

    name: str
    href: str


@dataclass(frozen=True)
class Bin:
    """A bar of the histogram, and how many submissions it stands for."""

    label: str
    count: int


@dataclass(frozen=True)
class BlankSummary:
    """How a class did in one blank: the share right, and the other outcomes in words."""

    id: str
    title: str
    share: float
    percent: str
    others: str


@dataclass(frozen=True)
class Cell:
    """The marks of one blank in the table; `note` says in a word what is not right."""

    score: str
    value: float
    note: str


@dataclass(frozen=True)
class Row:
    """A submission in the table. `state` is full, wrong or not_graded; `keys` its mistakes."""

    link: Link
    state: str
    status: str
    score: str
    value: float
    cells: tuple[Cell | None, ...]
    hints: tuple[str, ...]
    keys: str
    seconds: str
    seconds_value: float


@dataclass(frozen=True)
class Average:
    """The middle of a class; empty when nobody was graded."""

    median: str
    mean: str
    full: int


def link(submission: str) -> Link:
    """Where the report of a submission lies, seen from the class's page."""
    # surrogateescape: a file name that is not UTF-8 keeps its bytes; nothing else may raise here.
    try:
        name = submission.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        name = submission.encode("utf-8", "replace")
    return Link(submission, f"reports/{quote(name, safe='')}.html")


def average(graded: Sequence[Report]) -> Average:
    """Median and mean of the scores that count, and how many have full marks."""
    scores = [report.score for report in graded if report.score is not None]
    if not scores:
        return Average("", "", 0)
    return Average(
        words.number(round(statistics.median(scores), 1)),
        words.number(round(statistics.fmean(scores), 1)),
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


def blank_ids(reports: Sequence[Report]) -> tuple[str, ...]:
    """All blanks that any report has, in order."""
    return tuple(dict.fromkeys(blank.id for report in reports for blank in report.blanks))


def blank_summaries(graded: Sequence[Report], _: Translate) -> tuple[BlankSummary, ...]:
    """Each blank's share with all its marks, and how the others came out."""
    return tuple(_blank_summary(blank, graded, _) for blank in blank_ids(graded))


def _blank_summary(id_: str, graded: Sequence[Report], _: Translate) -> BlankSummary:
    found = [blank for report in graded for blank in report.blanks if blank.id == id_]
    share = sum(blank.full_marks for blank in found) / len(found)
    others = Counter(words.marks_words(blank, _) for blank in found if not blank.full_marks)
    return BlankSummary(
        id=id_,
        title=words.blank_words(id_, _),
        share=share,
        percent=words.percent(share, _),
        others=", ".join(f"{status} {count}" for status, count in others.most_common()),
    )


def rows(reports: Sequence[Report], blanks: Sequence[str], _: Translate) -> tuple[Row, ...]:
    """A row of the table for each submission, in the order given."""
    return tuple(_row(report, blanks, _) for report in reports)


def _row(report: Report, blanks: Sequence[str], _: Translate) -> Row:
    score = report.score if report.status == "graded" else None
    graded = score is not None
    by_id = {blank.id: blank for blank in report.blanks}
    hints = [(blank.id, hint) for blank in report.blanks if (hint := words.hint_id(blank))]
    return Row(
        link=link(report.submission),
        state="not_graded" if not graded else "full" if report.full_marks else "wrong",
        status=_status(report, graded, _),
        score="" if score is None else words.number(score),
        value=-1.0 if score is None else score,
        cells=tuple(_cell(by_id.get(blank), _) if graded else None for blank in blanks),
        hints=tuple(dict.fromkeys(hint for _blank, hint in hints)),
        keys=" ".join(f"{blank}:{hint}" for blank, hint in hints),
        seconds=f"{report.seconds:.1f}",
        seconds_value=report.seconds,
    )


def _status(report: Report, graded: bool, _: Translate) -> str:
    if not graded:
        return _("not graded")
    by_hand = any(each.kind == "mark" for each in report.adjustments)
    late = _("{percent} % less, late").format(percent=words.number(report.late_penalty))
    said = (
        _("graded"),
        _("changed by hand") if by_hand else "",
        late if report.late_penalty else "",
        _("by an earlier version") if report.outdated else "",
    )
    return ", ".join(filter(None, said))


def _cell(blank: BlankReport | None, _: Translate) -> Cell | None:
    if blank is None:
        return None
    note = "" if blank.full_marks else words.marks_words(blank, _)
    return Cell(words.number(blank.score), blank.score, note)


def group_links(groups: Sequence[Sequence[str]]) -> tuple[tuple[Link, ...], ...]:
    """The reports of each group, the largest group first."""
    return tuple(
        tuple(link(name) for name in group) for group in sorted(groups, key=len, reverse=True)
    )


def not_graded(reports: Sequence[Report]) -> Mapping[str, tuple[Link, ...]]:
    """The submissions that the grader failed on, by reason."""
    by_reason: dict[str, list[Link]] = {}
    for report in reports:
        if report.status == "not_graded":
            by_reason.setdefault(report.reason or "", []).append(link(report.submission))
    return {reason: tuple(links) for reason, links in by_reason.items()}
