"""Reports in a terminal: short, calm, in colour where the terminal can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
import shlex
from statistics import fmean

from grader.core.language import ENGLISH, Language
from grader.core.report import BlankReport, Report
from grader.core.words import Outcome, number, outcome, outcome_words, public_only
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
    """One submission: one line per blank, with its hint below; each hint once."""
    said, _ = language.report(report), language.translate
    told: set[str] = set()
    console.print(f"[bold]{escape(said.called)}[/]")
    if said.score is None:
        why = {
            "unreadable": _("Nothing that can be marked: {reason}"),
            "not_graded": _("Not graded, through no fault of the submission: {reason}"),
        }[said.status]
        console.print(f"  {escape(why.format(reason=said.reason or ''))}")
        return
    for blank in said.blanks:
        console.print(
            f"  {_sign(blank)} {blank.id:<9}"
            f"{number(blank.score):>5} / {number(blank.max_score):<4} {outcome_words(blank, _)}"
        )
        if blank.hint is not None and blank.hint.text not in told:
            told.add(blank.hint.text)
            console.print(Padding(escape(blank.hint.text), (0, 0, 0, 6)), style="dim")
    total = f"  [bold]{number(said.score):>16} / {number(said.max_score)}[/]"
    only = f"   [dim]{public_only(_)}[/]" if said.hidden_elsewhere else ""
    console.print(f"{total}{only}")
    for note in said.notes:
        console.print(Padding(escape(str(note)), (0, 0, 0, 2)), style="yellow")


def show_marks(console: Console, reports: Sequence[Report], language: Language = ENGLISH) -> None:
    """Many submissions: a table with one row each, narrow enough for 80 columns.

    Of more than MOST_ROWS only what they have in common: the pages have the rest. What could not be
    marked at all is named, with the reason.
    """
    _show_rows(console, reports, language)
    _ = language.translate
    unreadable = [report for report in reports if report.status == "unreadable"]
    if unreadable:
        words = _("Nothing that can be marked, so no score: {count}.")
        console.print(words.format(count=len(unreadable)))
    for report in unreadable[:MOST_ROWS]:
        said = language.report(report)
        console.print(f"  {escape(said.called)}: {escape(said.reason or '')}", soft_wrap=True)


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
    twice = Counter(report.called for report in reports)
    for report in reports:
        own = {blank.id: blank for blank in report.blanks}
        cells = [_cell(own[id_]) if id_ in own else "-" for id_ in columns]
        table.add_row(
            escape(_told_apart(report, twice)), *cells, f"[bold]{_score(report, language)}[/]"
        )
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
    """List the scores that changed, which also reveals that an older folder was
    graded by mistake.
    """
    _ = language.translate
    old = {report.submission: report.score for report in before if report.score is not None}
    changed = [each for each in now if old.get(each.submission, each.score) != each.score]
    if not changed:
        return
    print(_("Scores that changed: {count}.").format(count=len(changed)))
    for report in changed[:MOST_ROWS]:
        was, now_is = number(old[report.submission]), _score(report, language)
        print(f"  {report.called}: {was} -> {now_is}")


def show_missing(
    missing: Sequence[Report], folder: Path, out: Path, language: Language = ENGLISH
) -> None:
    """Submissions that are only in the gradebook: how many, what happens to them, and how to remove
    them.
    """
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


def _told_apart(report: Report, twice: Mapping[str, int]) -> str:
    """What a submission is called, with its id where several students have that name."""
    return f"{report.called} ({report.submission})" if twice[report.called] > 1 else report.called


def _score(report: Report, language: Language) -> str:
    _ = language.translate
    if report.score is not None:
        return number(report.score)
    return _("nothing to mark") if report.status == "unreadable" else _("not graded")


def _cell(blank: BlankReport) -> str:
    if blank.full_marks:
        return f"[green]{number(blank.score)}[/]"
    return f"{_sign(blank)} {number(blank.score)}"


def _sign(blank: BlankReport) -> str:
    return SIGNS.get(outcome(blank), STOPPED)
