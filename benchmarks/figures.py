"""Where the last run of each command lies, and README's tables, which are made of them.

python -m benchmarks.figures      # writes them into README and the hand-out, in each language
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
import re

from grader.core.errors import BadInput
from grader.core.files import write_whole
from grader.core.text import Message

from benchmarks.measured import Measured

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("results")
READMES = (ROOT / "README.md", ROOT / "README.zh.md")
HANDOUTS = (ROOT / "HANDOUT.md", ROOT / "HANDOUT.zh.md")
IN_HANDOUTS = ("measure",)


def committed() -> Mapping[str, Measured]:
    """The last run of each command, by the name of its file. Raises BadInput."""
    return {path.stem: Measured.read(path) for path in sorted(RESULTS.glob("*.json"))}


def shown_in(page: Path) -> Mapping[str, Measured]:
    """The runs whose figures stand on a page."""
    return {
        name: run for name, run in committed().items() if page in READMES or name in IN_HANDOUTS
    }


def place(text: str, name: str) -> slice:
    """Where on a page the figures of a run stand: `<!-- NAME -->` … `<!-- end -->`.

    Raises BadInput where there is no such place.
    """
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- end -->", text, re.DOTALL)
    if found is None:
        raise BadInput(
            Message(
                "There is no place for the figures of {name}: <!-- {name2} -->.",
                name=name,
                name2=name,
            )
        )
    return slice(*found.span(1))


def filled(text: str, runs: Mapping[str, Measured]) -> str:
    """A page with the cells of each run's table in its place; names and headings stay.

    Raises BadInput where a table has other rows than its run.
    """
    for name, run in runs.items():
        where = place(text, name)
        text = text[: where.start] + _with_cells(text[where], name, run) + text[where.stop :]
    return text


def _with_cells(section: str, name: str, run: Measured) -> str:
    lines = section.splitlines(keepends=True)
    rows = list(_rows(lines))
    if len(rows) != len(run.table):
        raise BadInput(
            Message(
                "The page has {rows} rows of {name}, the run {table}.",
                rows=len(rows),
                name=name,
                table=len(run.table),
            )
        )
    for number, cells in zip(rows, run.table.values(), strict=True):
        label = lines[number].split("|")[1].strip()
        lines[number] = f"| {' | '.join((label, *cells))} |\n".replace("|  |", "| |")
    return "".join(lines)


def _rows(lines: list[str]) -> Iterator[int]:
    """The numbers of the lines that are rows of a table, below its heading."""
    table = [number for number, line in enumerate(lines) if line.startswith("|")]
    return iter(table[2:])


def main() -> None:
    """Write the tables."""
    for page in (*READMES, *HANDOUTS):
        write_whole(page, filled(page.read_text("utf-8"), shown_in(page)))


if __name__ == "__main__":
    main()
