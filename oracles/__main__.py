"""Print the table, and what lies behind it: `make oracles`. Exit status 1 where one disagrees."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
import logging
import sys
import warnings

import grader.gradcam.quiet_tensorflow  # noqa: F401  (first: it silences TensorFlow)
from rich.console import Console
from rich.table import Table

from oracles.agreement import DEFAULT, LIMIT, NOTES, OURS, Row, measure


def main() -> int:
    """Measure and print; the exit status."""
    warnings.simplefilter("ignore")  # captum announces its hooks, tf-keras-vis its lists
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    rows = measure()
    console = Console(highlight=False, width=100)
    console.print(table([row for row in rows if row.convention == OURS]))
    for (library, convention), note in NOTES.items():
        console.print(f"\n[bold]{library}, {convention}:[/bold] {note}")
        for row in rows:
            if (row.library, row.convention) == (library, convention) == (library, DEFAULT):
                console.print(f"  {row.picture}: {row.difference:.1e}")
    wrong = [row for row in rows if row.convention == OURS and not row.agrees]
    console.print(f"\n{len(wrong)} of the table's figures are above {LIMIT:g}.")
    return 1 if wrong else 0


def table(rows: Sequence[Row]) -> Table:
    """A row a picture, a column a library."""
    libraries = tuple(dict.fromkeys(row.library for row in rows))
    figures = {(row.picture, row.library): f"{row.difference:.1e}" for row in rows}
    made = Table(
        title="Largest difference from the reference, relative to its largest value",
        title_justify="left",
    )
    made.add_column("picture")
    for library in libraries:
        made.add_column(f"{library} {version(library)}", justify="right")
    for picture in dict.fromkeys(row.picture for row in rows):
        made.add_row(picture, *(figures.get((picture, library), "") for library in libraries))
    return made


if __name__ == "__main__":
    sys.exit(main())
