"""`mark`, `late`, `note`, `regrade`, `changes`: what people change, kept with who and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
import difflib
import getpass
from pathlib import Path

from grader.adjustments import Change, Kind
from grader.errors import BadInput
from grader.exports.common import number
from grader.gradebook import Gradebook
from grader.language import Language
from grader.penalties import read_penalties
from grader.report import BlankReport, Report
from grader.results import restate_report, write_results
from grader.text import clean
from rich.console import Console
from rich.markup import escape
from rich.table import Table


@dataclass(frozen=True)
class Author:
    """Who changes something, why, and when."""

    by: str
    note: str = ""
    at: str = field(
        default_factory=lambda: datetime.now(timezone.utc).isoformat(timespec="seconds")
    )

    @classmethod
    def of(cls, by: str, note: str = "") -> Author:
        """The one who was named, or else who is logged in. Raises BadInput."""
        try:
            return cls(clean(by or getpass.getuser(), 100), clean(note))
        except (OSError, KeyError) as error:
            raise BadInput("Who makes the change is not known.", "Add --by NAME.") from error

    def change(
        self,
        report: Report,
        kind: Kind,
        blank: str = "",
        old: float | None = None,
        new: float | None = None,
    ) -> Change:
        """A change of a report's submission."""
        return Change(report.submission, kind, self.by, self.at, blank, old, new, self.note)


def mark(
    folder: Path, name: str, blank_id: str, score: float | None, author: Author, language: Language
) -> int:
    """Change the mark of a blank, or take the change back when there is no score."""
    with _changing(folder, language) as book:
        report = _report(book.reports(), name)
        blank = _blank(report, blank_id)
        if score is not None and not 0 <= score <= blank.max_score:
            raise BadInput(
                f"{blank.id} has 0 to {number(blank.max_score)} points, not {number(score)}."
            )
        book.change([author.change(report, "mark", blank.id, blank.score, score)])
        after = _report(book.reports(), name)
        restate_report(after, folder, language)
    what = f"{number(blank.score)} -> {number(_blank(after, blank.id).score)}"
    print(f"{name}: {blank.id} {what}, {_total(after)}.")
    return 0


def late(folder: Path, table: Path, author: Author, language: Language) -> int:
    """Set the late penalties that a CSV file gives."""
    penalties = read_penalties(table)
    with _changing(folder, language) as book:
        reports = {report.submission: report for report in book.reports()}
        unknown = [name for name in penalties if name not in reports]
        if unknown:
            raise BadInput(
                f"Not in the gradebook: {', '.join(unknown)}.", "grades.csv has all names."
            )
        changed = [
            (reports[name], percent)
            for name, percent in penalties.items()
            if reports[name].late_penalty != percent
        ]
        book.change(
            author.change(report, "late", old=report.late_penalty, new=percent)
            for report, percent in changed
        )
        after = {report.submission: report for report in book.reports()}
        for report, _ in changed:
            restate_report(after[report.submission], folder, language)
    print(f"{len(changed)} of {len(penalties)} late penalties are new or changed.")
    return 0


def note(folder: Path, name: str, author: Author, language: Language) -> int:
    """Add a note to a report, which its student reads."""
    if not author.note.strip():
        raise BadInput("The note is empty.")
    with _changing(folder, language) as book:
        book.change([author.change(_report(book.reports(), name), "note")])
    print(f"{name}: noted.")
    return 0


def regrade(folder: Path, name: str, author: Author) -> int:
    """Have the next `grade` mark a submission again."""
    with Gradebook.open_existing(folder) as book:
        report = _report(book.as_graded(), name)
        book.change([author.change(report, "regrade", old=report.score)])
        book.grade_again(name)
    print(f"{name} will be graded again by the next: python -m grader grade … --out {folder}")
    return 0


def show_changes(folder: Path, name: str) -> int:
    """Print every change, or those of one submission."""
    with Gradebook.open_existing(folder) as book:
        changes = [each for each in book.changes() if name in ("", each.submission)]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("when (UTC)", "who", "submission", "what", "old", "new", "note"):
        table.add_column(heading, overflow="fold")
    for change in changes:
        old, new = ("" if value is None else number(value) for value in (change.old, change.new))
        if change.kind == "mark" and not new:
            new = "taken back"
        what = f"{change.kind} {change.blank}".strip()
        cells = (change.at[:16], change.by, change.submission, what, old, new, change.note)
        table.add_row(*(escape(cell) for cell in cells))
    Console(highlight=False).print(table if changes else "No changes.")
    return 0


@contextmanager
def _changing(folder: Path, language: Language) -> Iterator[Gradebook]:
    """The gradebook; all results are written again after the change. Raises BadInput."""
    with Gradebook.open_existing(folder) as book:
        yield book
        write_results(book.reports(), folder, book.title, language, book.groups())


def _report(reports: Sequence[Report], name: str) -> Report:
    for report in reports:
        if report.submission == name:
            return report
    near = difflib.get_close_matches(name, [report.submission for report in reports], 3)
    remedy = f"Did you mean {' or '.join(near)}?" if near else "grades.csv has all names."
    raise BadInput(f"There is no submission {name!r} in the gradebook.", remedy)


def _blank(report: Report, blank_id: str) -> BlankReport:
    for blank in report.blanks:
        if blank.id == blank_id:
            return blank
    if not report.blanks:
        raise BadInput(f"{report.submission} was not graded.", "Grade it again first.")
    known = ", ".join(blank.id for blank in report.blanks)
    raise BadInput(f"There is no blank {blank_id!r}.", f"There are {known}.")


def _total(report: Report) -> str:
    score = "no score" if report.score is None else number(report.score)
    return f"{score} of {number(report.max_score)} in all"
