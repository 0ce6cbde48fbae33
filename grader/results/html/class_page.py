"""The page of a whole class, for the instructor, as one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.language import Language
from grader.core.report import BlankReport, Report
from grader.core.words import Translate, number, outcome_words
from grader.results.html import class_figures, words
from grader.results.html.class_figures import Link, link
from grader.results.html.page import Kind, render_page, write_page

CLASS = Kind("class.html.j2", ("base.css.j2", "class.css.j2"), ("class.js.j2",))


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


def write_class_page(
    path: Path,
    reports: Sequence[Report],
    title: str,
    language: Language,
    groups: Sequence[Sequence[str]] = (),
) -> None:
    """Write the page of a class, whole or not at all. Raises BadInput.

    Each row links to `reports/NAME.html` beside the page. `groups` are submissions whose pictures
    or sources are nearly the same.
    """
    reports = [language.report(report) for report in reports]
    _ = language.translate
    graded = [report for report in reports if report.status == "graded"]
    blanks = class_figures.blank_ids(reports)
    text = render_page(
        CLASS,
        language,
        title=title,
        total=len(reports),
        graded=len(graded),
        average=class_figures.average(graded),
        max_score=number(max((report.max_score for report in graded), default=0.0)),
        bins=class_figures.histogram(graded, _),
        summaries=class_figures.blank_summaries(graded, _),
        mistakes=class_figures.mistakes(graded, _),
        groups=group_links(groups),
        not_graded=not_graded(reports),
        outdated=tuple(link(each.submission) for each in reports if each.outdated),
        blanks=blanks,
        rows=rows(reports, blanks, _),
    )
    write_page(path, text)


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
        score="" if score is None else number(score),
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
    late = _("{percent} % less, late").format(percent=number(report.late_penalty))
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
    note = "" if blank.full_marks else outcome_words(blank, _)
    return Cell(number(blank.score), blank.score, note)


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
