"""`mark`, `note`, `regrade`, `forget`, `changes`: changes made by people, and
their record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
import getpass
import os
from pathlib import Path

from grader.core.adjustments import Change, Kind, latest
from grader.core.errors import BadInput
from grader.core.language import ENGLISH, Language, find_language
from grader.core.naming import Named
from grader.core.report import BlankReport, Report
from grader.core.text import Message, clean
from grader.core.words import number
from grader.intake import collect
from grader.intake.names import fit_name
from grader.results.folder import remove_report, restate_report, write_results
from grader.results.gradebook import Gradebook
from grader.results.gradebook_file import language_in
from grader.results.html.class_page import ClassNotes
from rich.console import Console
from rich.markup import escape
from rich.table import Table


@dataclass(frozen=True)
class Edit:
    """A change to a folder of results: who makes it, why, when, and the language of the pages."""

    folder: Path
    by: str
    note: str = ""
    language: Language = ENGLISH
    at: str = field(
        default_factory=lambda: datetime.now(timezone.utc).isoformat(timespec="seconds")
    )

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

    @contextmanager
    def book(self) -> Iterator[Gradebook]:
        """The gradebook; all results are written again after the change. Raises BadInput."""
        with Gradebook.open_existing(self.folder) as book:
            yield book
            notes = ClassNotes(book.groups(), book.notes())
            write_results(book.reports(), self.folder, book.title, self.language, notes)


@contextmanager
def editing(folder: Path, by: str, note: str, lang: str) -> Iterator[Edit]:
    """An edit by the one who was named, or else who is logged in. Raises BadInput.

    The language is the one asked for, or else that of the pages in the folder; what the block
    refuses is said in it.
    """
    language = find_language(lang or language_in(folder), os.environ)
    with language.errors():
        try:
            author = clean(by or getpass.getuser(), 100)
        except (OSError, KeyError) as error:
            raise BadInput(
                Message("The change needs the name of the person who makes it."),
                Message("Add --by NAME."),
            ) from error
        yield Edit(folder, author, clean(note), language)


def mark(edit: Edit, name: str, blank_id: str, score: float | None, *, undo: bool) -> None:
    """Change the mark of a blank, or take the change back."""
    if undo == (score is not None):
        raise BadInput(
            Message("The command needs exactly one new mark."),
            Message("Give either --score or --undo."),
        )
    with edit.book() as book:
        report = _report(book.reports(), name)
        before = _mark_of(report, blank_id, book, taking_back=undo)
        if score is not None and not 0 <= score <= _blank(report, blank_id).max_score:
            most = number(_blank(report, blank_id).max_score)
            raise BadInput(
                Message(
                    "{blank_id} is worth 0 to {most} points, not {score}.",
                    blank_id=blank_id,
                    most=most,
                    score=number(score),
                )
            )
        book.change([edit.change(report, "mark", blank_id, before, score)])
        after = _report(book.reports(), name)
        restate_report(after, edit.folder, edit.language)
    if not after.blanks:
        print(f"{name}: {blank_id} will have the grader's own mark.")
        return
    what = f"{number(before)} -> {number(_blank(after, blank_id).score)}"
    print(f"{name}: {blank_id} {what}, {_total(after)}.")


def note(edit: Edit, name: str) -> None:
    """Add a note to a report, which its student reads."""
    if not edit.note.strip():
        raise BadInput(Message("The note is empty."))
    with edit.book() as book:
        book.change([edit.change(_report(book.reports(), name), "note")])
    print(f"{name}: noted.")


def regrade(edit: Edit, name: str) -> None:
    """Make the next `grade` mark a submission again."""
    with edit.book() as book:
        report = _report(book.as_graded(), name)
        book.change([edit.change(report, "regrade", old=report.score)])
        book.grade_again(report.submission)
    again = f"python -m grader grade … --out {edit.folder}"
    print(f"{name} will be graded again by the next: {again}")


def forget(edit: Edit, names: Sequence[str], not_in: Path | None = None) -> None:
    """Remove submissions from the results, with their pages; the record of changes stays.

    Either those named, or all that are not in the folder or zip `not_in`.
    """
    if bool(names) == (not_in is not None):
        raise BadInput(
            Message("Say which submissions to forget."), Message("Give either names or --not-in.")
        )
    # Who is there depends on no function: that only chooses among one student's files.
    there = {each.name for each in collect(not_in, functions=())} if not_in else set()
    with edit.book() as book:
        reports = book.as_graded()
        forgotten = [report for report in reports if report.submission not in there]
        if not_in is None:
            found = (_report(reports, name) for name in names)
            forgotten = list({each.submission: each for each in found}.values())
        elif len(forgotten) == len(reports):
            raise BadInput(
                Message(
                    "None of the {reports} submissions in {folder} is in {not_in}.",
                    reports=len(reports),
                    folder=edit.folder,
                    not_in=not_in,
                ),
                Message(
                    "Is it the right folder? You can also name the submissions to "
                    "forget one by one."
                ),
            )
        book.forget([edit.change(each, "forget", old=each.score) for each in forgotten])
    _remove_pages(edit.folder, forgotten)


def _remove_pages(folder: Path, forgotten: Sequence[Report]) -> None:
    """Done last: a page without a row can be removed by hand, but not a row without a page."""
    for report in forgotten:
        remove_report(folder, report.submission)
    print(f"{len(forgotten)} forgotten, with their pages{':' if forgotten else '.'}")
    for report in forgotten:
        print(f"  {report.submission}")
    if forgotten:
        print("`changes` still shows what was changed; it counts again if they are graded again.")


def show_changes(folder: Path, name: str) -> None:
    """Print every change, or those of one submission."""
    with Gradebook.open_existing(folder) as book:
        names = {name, fit_name(name)}
        with suppress(BadInput):  # of who is forgotten there is no report any more
            names.add(named(book.reports()).find(name))
        changes = [each for each in book.changes() if not name or each.submission in names]
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


def _report(reports: Sequence[Report], name: str) -> Report:
    """The report of a submission, named as in grades.csv, or by its student. Raises BadInput."""
    found = {report.submission: report for report in reports}
    return found[named(reports).find(name)]


def named(reports: Sequence[Report]) -> Named:
    """The submissions of a gradebook, to be found by any of their names."""
    return Named({report.submission: report.student for report in reports})


def _mark_of(report: Report, blank_id: str, book: Gradebook, *, taking_back: bool) -> float:
    """The mark that counts now. Raises BadInput where there is none to be changed."""
    if taking_back and not report.blanks:
        changed = latest(book.changes_by_name().get(report.submission, ()), "mark", blank_id)
        if changed is not None and changed.new is not None:
            return changed.new
    return _blank(report, blank_id).score


def _blank(report: Report, blank_id: str) -> BlankReport:
    for blank in report.blanks:
        if blank.id == blank_id:
            return blank
    if report.status == "unreadable":
        raise BadInput(
            Message("{submission} holds nothing that can be marked.", submission=report.called),
            Message(
                "`export --unreadable zero` or `blank` says what that counts. When the right file "
                "comes, put it into the folder and grade again."
            ),
        )
    if not report.blanks:
        raise BadInput(
            Message("{submission} was not graded.", submission=report.submission),
            Message("Grade it again first."),
        )
    known = ", ".join(blank.id for blank in report.blanks)
    raise BadInput(
        Message("There is no blank {blank_id}.", blank_id=repr(blank_id)),
        Message("The blanks are: {known}.", known=known),
    )


def _total(report: Report) -> str:
    score = "no score" if report.score is None else number(report.score)
    return f"{score} of {number(report.max_score)} in all"
