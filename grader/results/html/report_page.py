"""The report of one submission, for the student, as one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from grader.core.report import Report
from grader.core.text import clean
from grader.results.html import words
from grader.results.html.images import Picture16
from grader.results.html.page import Kind, render_page, write_page
from grader.results.html.report_view import blank_views
from grader.results.html.restated import changes_part
from grader.results.html.watched import Watched

GRADED = Kind("report.html.j2", ("base.css.j2", "report.css.j2", "zoom.css.j2"), ("report.js.j2",))
NOT_GRADED = Kind("not_graded.html.j2", ("base.css.j2", "report.css.j2"), ())


def write_report_page(
    path: Path,
    report: Report,
    answered: Mapping[tuple[str, str], Picture16],
    goldens: Mapping[tuple[str, str], Picture16],
    title: str,
    translate: Callable[[str], str],
    language: str,
    watched: Watched | None = None,
) -> None:
    """Write the page of a report, whole or not at all. Raises BadInput.

    `answered` and `goldens` hold pictures by (case, picture name). Those of hidden cases are never
    shown, whoever passes them. `translate` gives a message in `language`, a BCP 47 tag. A page
    with `watched` reloads by itself.
    """
    changes = changes_part(report, translate)
    if report.status == "not_graded" or report.score is None:
        text = render_page(
            NOT_GRADED, translate, language, watched, title=title, report=report, changes=changes
        )
    else:
        blanks = blank_views(report, answered, goldens, translate)
        text = render_page(
            GRADED,
            translate,
            language,
            watched,
            title=title,
            report=report,
            score=words.number(report.score),
            max_score=words.number(report.max_score),
            verdict=words.verdict(report, translate),
            blanks=blanks,
            changes=changes,
            printed=clean(report.printed),
        )
    write_page(path, text)
