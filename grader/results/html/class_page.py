"""The page of a whole class, for the instructor, as one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from grader.core.report import Report
from grader.results.html import class_mistakes, class_view
from grader.results.html.page import Kind, render_page, write_page
from grader.results.html.words import number

CLASS = Kind("class.html.j2", ("base.css.j2", "class.css.j2", "table.css.j2"), ("class.js.j2",))


def write_class_page(
    path: Path,
    reports: Sequence[Report],
    title: str,
    translate: Callable[[str], str],
    language: str,
    groups: Sequence[Sequence[str]] = (),
) -> None:
    """Write the page of a class, whole or not at all. Raises BadInput.

    Each row links to `reports/NAME.html` beside the page. `groups` are submissions whose pictures
    or sources are nearly the same.
    """
    graded = [report for report in reports if report.status == "graded"]
    blanks = class_view.blank_ids(reports)
    text = render_page(
        CLASS,
        translate,
        language,
        title=title,
        total=len(reports),
        graded=len(graded),
        average=class_view.average(graded),
        max_score=number(max((report.max_score for report in graded), default=0.0)),
        bins=class_view.histogram(graded, translate),
        summaries=class_view.blank_summaries(graded, translate),
        mistakes=class_mistakes.mistakes(graded, translate),
        groups=class_view.group_links(groups),
        not_graded=class_view.not_graded(reports),
        outdated=tuple(class_view.link(each.submission) for each in reports if each.outdated),
        blanks=blanks,
        rows=class_view.rows(reports, blanks, translate),
    )
    write_page(path, text)
