"""Tables of estimates as Markdown, and in their places in the handouts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
import re

from grader.core.errors import BadInput
from grader.core.files import write_whole
from grader.core.language import Language, message
from grader.core.text import Message
from grader.gradcam.experiment.measure import Estimate, Table

METHOD = message("method")


def markdown(table: Table, language: Language) -> str:
    """A table in Markdown, the names in the language."""
    return "\n".join(f"| {' | '.join(row)} |" for row in _rows(table, language))


def _rows(table: Table, language: Language) -> Iterator[list[str]]:
    _ = language.translate
    yield [_(METHOD), *(_(column) for column in table.columns)]
    yield ["---", *("---:" for _column in table.columns)]
    for name, estimates in table.rows.items():
        yield [_(name), *map(written, estimates)]


def written(estimate: Estimate) -> str:
    """An estimate with its interval, to two digits; never a zero with a minus."""
    return f"{estimate.mean:.2f} ± {estimate.half:.2f}".replace("-0.00", "0.00")


def write_into(handout: Path, tables: Mapping[str, str]) -> None:
    """Put each table between `<!-- NAME -->` and `<!-- end -->`. Raises BadInput."""
    text = handout.read_text("utf-8")
    for name, table in tables.items():
        place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        found = place.search(text)
        if found is None:
            raise BadInput(
                Message("{handout} has no place for the table {name}.", handout=handout, name=name)
            )
        text = f"{text[: found.end(1)]}{table}\n{text[found.start(2) :]}"
    write_whole(handout, text)
