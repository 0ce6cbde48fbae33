"""The report of one submission, for the student, as one self-contained HTML file.

A page holds the student's pictures, which nobody else kept; so where marks are changed by hand it
is not made anew: what tells the marks is replaced in it, between comments that the template put
there. No submission can write such a comment or a title: all that a page shows of one is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
import re

from grader.core.files import write_whole
from grader.core.language import ENGLISH, Language
from grader.core.report import Report
from grader.core.subject import Described
from grader.core.text import clean
from grader.core.words import changes_in_words, number
from grader.results.html import words
from grader.results.html.case_views import case_views
from grader.results.html.page import Kind, Watched, render_page, render_part, write_page
from grader.results.html.report_view import Pictures, blank_views
from markupsafe import escape

GRADED = Kind("report.html.j2", ("base.css.j2", "report.css.j2"), ("report.js.j2",))
NO_MARK = Kind("no_mark.html.j2", ("base.css.j2", "report.css.j2"), ())
NO_PICTURES: Pictures = {}


@dataclass(frozen=True)
class ReportPages:
    """What the pages of all reports share: the assignment's title, its goldens, the language.

    `cases` say what each public case asks, by its name, as far as that is known.
    """

    title: str
    goldens: Pictures = field(default_factory=dict)
    language: Language = ENGLISH
    cases: Mapping[str, Described] = field(default_factory=dict)

    def write(
        self,
        path: Path,
        report: Report,
        answered: Pictures = NO_PICTURES,
        watched: Watched | None = None,
    ) -> None:
        """Write the page of a report, whole or not at all. Raises BadInput.

        `answered` are the submission's pictures, like the goldens by (case, picture name). Pictures
        of hidden cases are never shown, even if they are passed. A page with `watched` reloads by
        itself.
        """
        said = self.language.report(report)
        text = render_page(
            GRADED if report.score is not None else NO_MARK,
            self.language,
            watched,
            title=self.title,
            report=said,
            cases=case_views(report, self.cases, self.language),
            **_values(said, answered, self.goldens, self.language),
        )
        write_page(path, text)


def _values(
    report: Report, answered: Pictures, goldens: Pictures, language: Language
) -> dict[str, object]:
    """What the template of a report shows."""
    _ = language.translate
    values: dict[str, object] = {"changes": changes_in_words(report, _)}
    if report.score is None:
        return values
    return {
        **values,
        "score": number(report.score),
        "max_score": number(report.max_score),
        "verdict": words.verdict(report, _),
        "blanks": blank_views(report, answered, goldens, _),
        "printed": clean(report.printed),
    }


def restate_page(path: Path, report: Report, language: Language) -> None:
    """Put a report's marks and changes into its page, if there is one. Raises BadInput.

    The pictures, and what is said of each, stay as they were when it was graded.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    told = text
    for name, part in _parts(language.report(report), language):
        told = _between(told, name, part)
    if report.score is not None:
        score = str(escape(number(report.score)))
        told = re.sub(r"(<title>[^<]* · )[\d.]+( / )", rf"\g<1>{score}\g<2>", told, count=1)
    if told != text:
        write_whole(path, told)


def _parts(report: Report, language: Language) -> Iterator[tuple[str, str]]:
    """What of a page tells the marks, by the names of the comments around it."""

    def part(name: str, shown: object) -> str:
        return render_part("marks.html.j2", name, language, shown)

    _ = language.translate
    yield "changes", part("changes", changes_in_words(report, _))
    if report.score is None:
        return
    blanks = blank_views(report, NO_PICTURES, NO_PICTURES, _)
    yield "score", part("score", number(report.score))
    yield "bar", part("bar", blanks)
    yield "verdict", part("verdict", words.verdict(report, _))
    yield "overview", part("overview", blanks)
    for blank in blanks:
        yield f"head-{blank.place}", part("head", blank)
        yield f"summary-{blank.place}", part("summary", blank)


def _between(page: str, name: str, part: str) -> str:
    """The page with what is between the two comments of that name replaced."""
    before, begin, rest = page.partition(f"<!--{name}-->")
    _, end, after = rest.partition(f"<!--/{name}-->")
    return f"{before}{begin}{part}{end}{after}" if end else page
