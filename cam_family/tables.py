"""Tables as Markdown, and in their places in the handouts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
import re

from grader.core.errors import BadInput
from grader.core.files import write_whole
from grader.core.text import Message

HERE = Path(__file__).parent
HANDOUTS = {"en": HERE / "HANDOUT.md", "zh": HERE / "HANDOUT.zh.md"}


@dataclass(frozen=True)
class Table:
    """The titles of the columns, and the cells of each row by its name."""

    columns: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]]


def markdown(corner: str, table: Table, say: Callable[[str], str] = str) -> str:
    """A table in Markdown; `say` translates titles and names."""
    rows = [
        [say(corner), *(say(column) for column in table.columns)],
        ["---", *("---:" for _ in table.columns)],
        *([say(name), *cells] for name, cells in table.rows.items()),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def write_into(handout: Path, tables: Mapping[str, str]) -> None:
    """Put each table between `<!-- NAME -->` and `<!-- end -->`. Raises BadInput."""
    text = handout.read_text("utf-8")
    for name, table in tables.items():
        place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        found = place.search(text)
        if found is None:
            raise BadInput(
                Message("{path} has no place for the table {name}.", path=handout, name=name)
            )
        text = f"{text[: found.end(1)]}{table}\n{text[found.start(2) :]}"
    write_whole(handout, text)
