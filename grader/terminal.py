"""Reports in a terminal: short, calm, in colour where the terminal can."""

from __future__ import annotations

from collections.abc import Sequence

from grader.report import BlankReport, Report
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

SIGNS = {"right": "[green]✓[/]", "blank": "[yellow]·[/]"}
WORDS = {
    "right": "right",
    "wrong": "wrong",
    "blank": "still blank",
    "crashed": "crashed",
    "timed_out": "took too long",
    "out_of_memory": "ran out of memory",
    "bad_output": "no picture",
}


def points(value: float) -> str:
    """20, 12.5: no digits that say nothing."""
    return f"{value:g}"


def show_report(console: Console, report: Report) -> None:
    """One submission: a line a blank, and what is wrong below it."""
    console.print(f"[bold]{escape(report.submission)}[/]")
    if report.status == "not_graded" or report.score is None:
        console.print(f"  Not graded, by no fault of the submission: {escape(report.reason or '')}")
        return
    for blank in report.blanks:
        console.print(
            f"  {SIGNS.get(blank.status, '[red]✗[/]')} {blank.id:<9}"
            f"{points(blank.score):>5} / {points(blank.max_score):<4} {WORDS[blank.status]}"
        )
        if blank.hint is not None:
            console.print(Padding(escape(blank.hint.text), (0, 0, 0, 6)), style="dim")
    console.print(f"  [bold]{points(report.score):>16} / {points(report.max_score)}[/]")


def show_marks(console: Console, reports: Sequence[Report]) -> None:
    """Many submissions: a table with a row each."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("submission", overflow="fold")
    blanks = next((report.blanks for report in reports if report.blanks), ())
    for blank in blanks:
        table.add_column(f"{blank.id}\n[dim]{points(blank.max_score)}[/]", justify="right")
    table.add_column("score", justify="right")
    for report in reports:
        cells = [_cell(blank) for blank in report.blanks] or ["-"] * len(blanks)
        score = "not graded" if report.score is None else points(report.score)
        table.add_row(escape(report.submission), *cells, f"[bold]{score}[/]")
    console.print(table)


def _cell(blank: BlankReport) -> str:
    if blank.status == "right":
        return f"[green]{points(blank.score)}[/]"
    return f"[red]{WORDS[blank.status]}[/] {points(blank.score)}"
