"""Bringing the page of a report up to date with changed marks.

A page holds the student's pictures, which nobody else kept; so it is not made anew: what tells the
marks is replaced in it, between comments that the template put there. No submission can write such
a comment or a title: all that a page shows of one is escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
import re

from grader.core.adjustments import in_words
from grader.core.files import write_whole
from grader.core.report import Report
from grader.results.html.page import render_part
from grader.results.html.words import number
from markupsafe import Markup, escape


def changes_part(report: Report, translate: Callable[[str], str]) -> Markup:
    """The part of a page that tells what was changed by hand; empty where nothing was."""
    said = [in_words(each, translate) for each in report.adjustments]
    return render_part("changes.html.j2", translate, changes=said)


def restate_page(path: Path, report: Report, translate: Callable[[str], str]) -> None:
    """Put a report's marks and changes into its page, if there is one. Raises BadInput.

    The pictures, and what is said of each blank, stay as they were when it was graded.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    told = _between(text, "changes", str(changes_part(report, translate)))
    if report.score is not None:
        score = str(escape(number(report.score)))
        told = _between(told, "score", f"<strong>{score}</strong>")
        told = re.sub(r"(<title>[^<]* · )[\d.]+( / )", rf"\g<1>{score}\g<2>", told, count=1)
    if told != text:
        write_whole(path, told)


def _between(page: str, name: str, part: str) -> str:
    """The page with what is between the two comments of that name replaced."""
    before, begin, rest = page.partition(f"<!--{name}-->")
    _, end, after = rest.partition(f"<!--/{name}-->")
    return f"{before}{begin}{part}{end}{after}" if end else page
