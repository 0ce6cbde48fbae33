"""The page of a whole class, for the instructor, as one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.language import Language
from grader.core.report import BlankReport, Report, ReportStatus
from grader.core.student import NOBODY_KNOWN
from grader.core.text import Message
from grader.core.words import Translate, number, outcome_words
from grader.results.html import class_figures, words
from grader.results.html.class_figures import Link, link
from grader.results.html.page import Kind, render_page, write_page

CLASS = Kind("class.html.j2", ("base.css.j2", "class.css.j2"), ("class.js.j2",))


@dataclass(frozen=True)
class Cell:
    """The marks of one blank in the table; `note` says in a word what is wrong."""

    score: str
    value: float
    note: str


@dataclass(frozen=True)
class Row:
    """A submission in the table.

    `states` are what it is found by: full, wrong, unreadable or not_graded, and late, by_hand or
    outdated besides; `keys` its mistakes; `known_as` all that it may be looked for by.
    """

    link: Link
    student_id: str
    known_as: str
    states: str
    status: str
    score: str
    value: float
    cells: tuple[Cell | None, ...]
    hints: tuple[str, ...]
    keys: str
    seconds: str
    seconds_value: float


@dataclass(frozen=True)
class ClassNotes:
    """What is known of a class as a whole.

    `groups` are the names of submissions whose sources are nearly the same, `handed_in` sentences
    on what was not simply taken in.
    """

    groups: Sequence[Sequence[str]] = ()
    handed_in: Sequence[Message] = ()


NO_NOTES = ClassNotes()


def write_class_page(
    path: Path,
    reports: Sequence[Report],
    title: str,
    language: Language,
    notes: ClassNotes = NO_NOTES,
) -> None:
    """Write the page of a class, whole or not at all. Raises BadInput.

    Each row links to `reports/NAME.html` beside the page.
    """
    reports = [language.report(report) for report in reports]
    _ = language.translate
    graded = [report for report in reports if report.score is not None]
    blanks = class_figures.blank_ids(reports)
    max_score = max((report.max_score for report in graded), default=0.0)
    text = render_page(
        CLASS,
        language,
        title=title,
        total=len(reports),
        graded=len(graded),
        average=class_figures.average(graded),
        max_score=number(max_score),
        half=number(max_score / 2),
        bins=class_figures.histogram(graded, _),
        summaries=class_figures.blank_summaries(graded, _),
        mistakes=class_figures.mistakes(graded, _),
        groups=_group_links(notes.groups, reports),
        notes=[language.say(note) for note in notes.handed_in],
        unreadable=_by_reason(reports, "unreadable"),
        not_graded=_by_reason(reports, "not_graded"),
        outdated=tuple(link(each) for each in reports if each.outdated),
        below_half=_below_half(graded),
        blanks=blanks,
        rows=tuple(_row(report, blanks, _) for report in reports),
    )
    write_page(path, text)


def _row(report: Report, blanks: Sequence[str], _: Translate) -> Row:
    by_id = {blank.id: blank for blank in report.blanks}
    hints = [(blank.id, hint) for blank in report.blanks if (hint := words.hint_id(blank))]
    student = report.student or NOBODY_KNOWN
    score = report.score
    return Row(
        link=link(report),
        student_id=student.id or "",
        known_as=" ".join(filter(None, (student.name, student.id, student.email)))
        or report.submission,
        states=" ".join(_states(report)),
        status=", ".join(_status(report, _)),
        score="" if score is None else number(score),
        value=-1.0 if score is None else score,
        cells=tuple(None if score is None else _cell(by_id.get(blank), _) for blank in blanks),
        hints=tuple(dict.fromkeys(hint for _blank, hint in hints)),
        keys=" ".join(f"{blank}:{hint}" for blank, hint in hints),
        seconds=f"{report.seconds:.1f}",
        seconds_value=report.seconds,
    )


def _by_hand(report: Report) -> bool:
    return any(each.kind == "mark" for each in report.adjustments)


def _states(report: Report) -> Iterator[str]:
    if report.score is None:
        yield report.status
    else:
        yield "full" if report.full_marks else "wrong"
    if report.is_late:
        yield "late"
    if _by_hand(report):
        yield "by_hand"
    if report.outdated:
        yield "outdated"


def _status(report: Report, _: Translate) -> Iterator[str]:
    yield {
        "graded": _("graded"),
        "unreadable": _("nothing to mark"),
        "not_graded": _("not graded"),
    }[report.status]
    if _by_hand(report):
        yield _("changed by hand")
    if report.late_penalty:
        yield _("late: {percent} deducted").format(percent=f"{number(report.late_penalty)} %")
    elif report.is_late:
        yield _("late")
    if report.outdated:
        yield _("by an earlier version")


def _cell(blank: BlankReport | None, _: Translate) -> Cell | None:
    if blank is None:
        return None
    note = "" if blank.full_marks else outcome_words(blank, _)
    return Cell(number(blank.score), blank.score, note)


def _group_links(
    groups: Sequence[Sequence[str]], reports: Sequence[Report]
) -> tuple[tuple[Link, ...], ...]:
    """The reports of each group, the largest group first."""
    links = {report.submission: link(report) for report in reports}
    return tuple(
        tuple(links[name] for name in group if name in links)
        for group in sorted(groups, key=len, reverse=True)
    )


def _by_reason(reports: Sequence[Report], status: ReportStatus) -> Mapping[str, tuple[Link, ...]]:
    """The submissions of a status without a mark, by reason."""
    found: dict[str, list[Link]] = {}
    for report in reports:
        if report.status == status:
            found.setdefault(report.reason or "", []).append(link(report))
    return {reason: tuple(links) for reason, links in found.items()}


def _below_half(graded: Sequence[Report]) -> tuple[tuple[Link, str], ...]:
    """Who has less than half of the marks, the lowest first."""
    low = [each for each in graded if each.score is not None and 2 * each.score < each.max_score]
    return tuple(
        (link(each), number(each.score or 0.0))
        for each in sorted(low, key=lambda one: one.score or 0)
    )
