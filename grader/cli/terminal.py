"""Reports in a terminal: short, calm, in colour where the terminal can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
import shlex
from statistics import fmean

from grader.core.language import ENGLISH, Language
from grader.core.report import BlankReport, Report
from grader.core.words import Outcome, number, outcome, outcome_words
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

SIGNS: Mapping[Outcome, str] = {
    "right": "[green]✓[/]",
    "raised": "[green]✓[/]",
    "lowered": " ",
    "partly": "[yellow]◐[/]",
    "blank": "[yellow]·[/]",
    "wrong": "[red]✗[/]",
}
STOPPED = "[red]![/]"
MOST_ROWS = 50


def show_report(console: Console, report: Report, language: Language = ENGLISH) -> None:
    """One submission: a line a blank, and what is wrong below it."""
    said, _ = language.report(report), language.translate
    console.print(f"[bold]{escape(said.submission)}[/]")
    if said.status == "not_graded" or said.score is None:
        why = _("Not graded, through no fault of the submission: {reason}")
        console.print(f"  {escape(why.format(reason=said.reason or ''))}")
        return
    for blank in said.blanks:
        console.print(
            f"  {_sign(blank)} {blank.id:<9}"
            f"{number(blank.score):>5} / {number(blank.max_score):<4} {outcome_words(blank, _)}"
        )
        if blank.hint is not None:
            console.print(Padding(escape(blank.hint.text), (0, 0, 0, 6)), style="dim")
    console.print(f"  [bold]{number(said.score):>16} / {number(said.max_score)}[/]")


def show_marks(console: Console, reports: Sequence[Report], language: Language = ENGLISH) -> None:
    """Many submissions: a table with a row each, narrow enough for 80 columns.

    Of more than MOST_ROWS only what they have in common: the pages have the rest. What could not be
    marked at all is named, since in a table its zero looks like a bad answer's.
    """
    _show_rows(console, reports, language)
    _ = language.translate
    unread = [(report, why) for report in reports if (why := _unread(report, language)) is not None]
    if unread:
        words = _("Nothing that can be marked, so no points: {count}.")
        console.print(words.format(count=len(unread)))
    for report, why in unread[:MOST_ROWS]:
        console.print(f"  {escape(report.submission)}: {escape(why)}", soft_wrap=True)


def _unread(report: Report, language: Language) -> str | None:
    """Why none of it could be read: every blank says the same then."""
    if report.score != 0 or any(
        each.hint is None or each.hint.id != "file" for each in report.blanks
    ):
        return None
    hints = [blank.hint.text for blank in language.report(report).blanks if blank.hint is not None]
    return hints[0] if hints else None


def _show_rows(console: Console, reports: Sequence[Report], language: Language) -> None:
    _ = language.translate
    if len(reports) > MOST_ROWS:
        scores = [report.score for report in reports if report.score is not None]
        words = _("{count} of {total} graded: mean {mean}, {full} with full marks.")
        full = sum(report.full_marks for report in reports)
        mean = number(round(fmean(scores), 1)) if scores else "-"
        total = len(reports)
        console.print(words.format(count=len(scores), total=total, mean=mean, full=full))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("submission"), overflow="fold")
    columns = {blank.id: blank for report in reports for blank in report.blanks}
    for blank in columns.values():
        table.add_column(f"{blank.id}\n[dim]{number(blank.max_score)}[/]", justify="right")
    table.add_column(_("score"), justify="right")
    for report in reports:
        own = {blank.id: blank for blank in report.blanks}
        cells = [_cell(own[id_]) if id_ in own else "-" for id_ in columns]
        score = _("not graded") if report.score is None else number(report.score)
        table.add_row(escape(report.submission), *cells, f"[bold]{score}[/]")
    console.print(table)
    legend = (
        (SIGNS["partly"], _("partly right")),
        (SIGNS["wrong"], _("wrong")),
        (SIGNS["blank"], _("not filled in yet")),
        (STOPPED, _("crashed, took too long, or gave an unusable result")),
    )
    console.print("   ".join(f"{sign} [dim]{words}[/]" for sign, words in legend))


def show_changed(
    before: Sequence[Report], now: Sequence[Report], language: Language = ENGLISH
) -> None:
    """Whose score is another than it was: also where an older folder is graded by mistake."""
    _ = language.translate
    old = {report.submission: report.score for report in before if report.score is not None}
    changed = [each for each in now if old.get(each.submission, each.score) != each.score]
    if not changed:
        return
    print(_("Another score than before: {count}.").format(count=len(changed)))
    for report in changed[:MOST_ROWS]:
        score = _("not graded") if report.score is None else number(report.score)
        print(f"  {report.submission}: {number(old[report.submission])} -> {score}")


def show_missing(
    missing: Sequence[Report], folder: Path, out: Path, language: Language = ENGLISH
) -> None:
    """Of whom only the gradebook knows: how many, what becomes of them, and how to remove them."""
    _ = language.translate
    if not missing:
        return
    words = _("In {out}, but not in {folder}: {count}. Their results are kept; to remove them:")
    print(words.format(out=out, folder=folder, count=len(missing)))
    command = ["python", "-m", "grader", "forget", str(out), "--not-in", str(folder)]
    print(f"  {shlex.join(command)}")
    outdated = sum(report.outdated for report in missing)
    if outdated:
        words = _(
            "{count} of them were graded by an earlier version of the assignment or the grader: "
            "grade the folder that holds them again."
        )
        print(words.format(count=outdated))


def _cell(blank: BlankReport) -> str:
    if blank.full_marks:
        return f"[green]{number(blank.score)}[/]"
    return f"{_sign(blank)} {number(blank.score)}"


def _sign(blank: BlankReport) -> str:
    return SIGNS.get(outcome(blank), STOPPED)
