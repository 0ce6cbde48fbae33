"""`doctor`: which protections hold here, found by trying to break them."""

from __future__ import annotations

from grader.jail.protections import probe
from rich.console import Console
from rich.markup import escape
from rich.table import Table


def examine() -> int:
    """Print the protections and the remedies; the exit status is 1 where one does not hold."""
    machine = probe()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("protection", "holds", "what it prevents", "what to do"):
        table.add_column(heading)
    for protection in machine.protections:
        holds = "[green]yes[/]" if protection.holds else "[red]no[/]"
        table.add_row(
            protection.name, holds, escape(protection.prevents), escape(protection.remedy)
        )
    Console(highlight=False).print(table)
    return 0 if all(protection.holds for protection in machine.protections) else 1
