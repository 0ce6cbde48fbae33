"""Print the table, and what lies behind it: `make oracles`. Exit status 1 where one disagrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
import logging
import sys
import warnings

import grader.networks.quiet_tensorflow  # noqa: F401  (first: it silences TensorFlow)
from rich.console import Console
from rich.table import Table

from benchmarks.figures import RESULTS
from benchmarks.measured import Measured, of_this_machine
from oracles.agreement import DEFAULT, FOOTNOTES, LIMIT, NOTES, OURS, Row, measure


def main() -> int:
    """Measure, print, and with --save keep the figures for README; the exit status."""
    warnings.simplefilter("ignore")  # captum announces its hooks, tf-keras-vis its lists
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    rows = measure()
    console = Console(highlight=False, width=100)
    cells = by_picture([row for row in rows if row.convention == OURS])
    libraries = tuple(dict.fromkeys(row.library for row in rows))
    console.print(table(cells, libraries))
    for mark, footnote in FOOTNOTES.items():
        console.print(f"{mark} {footnote}")
    for (library, convention), note in NOTES.items():
        console.print(f"\n[bold]{library}, {convention}:[/bold] {note}")
        for row in rows:
            if (row.library, row.convention) == (library, convention) == (library, DEFAULT):
                console.print(f"  {row.picture}: {row.shown}")
    wrong = [row for row in rows if row.convention == OURS and not row.agrees]
    if "--save" in sys.argv[1:]:
        defaults = {
            f"{row.library}, {row.picture}": row.shown for row in rows if row.convention == DEFAULT
        }
        run = of_this_machine() | {library: version(library) for library in libraries}
        Measured("make oracles", cells, defaults, run).write(RESULTS / "oracles.json")
    console.print(f"\n{len(wrong)} of the table's figures are above {LIMIT:g}.")
    return 1 if wrong else 0


def by_picture(rows: Sequence[Row]) -> Mapping[str, tuple[str, ...]]:
    """A row a picture, a cell a library; a picture enlarged in another way is the same one."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.picture.removesuffix(" (bicubic)"), []).append(row.shown)
    return {picture: tuple(cells) for picture, cells in found.items()}


def table(cells: Mapping[str, Sequence[str]], libraries: Sequence[str]) -> Table:
    """The table as it is printed."""
    made = Table(
        title="Largest difference from the reference, relative to its largest value",
        title_justify="left",
    )
    made.add_column("picture")
    for library in libraries:
        made.add_column(f"{library} {version(library)}", justify="right")
    for picture, row in cells.items():
        made.add_row(picture, *row)
    return made


if __name__ == "__main__":
    sys.exit(main())
