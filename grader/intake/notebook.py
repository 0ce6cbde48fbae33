"""A Jupyter notebook as Python source: its code cells, one after another. Nothing is run.

The format is nbformat's, version 4: https://nbformat.readthedocs.io/en/latest/format_description.html
It is JSON, of which four fields matter here, so the standard library reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import json

from grader.core.submission import LARGEST
from grader.core.text import Message
from grader.intake.disk import size
from grader.intake.magics import without_magics
from grader.intake.syntax import first_problem
from grader.intake.tree import Refused

LARGEST_NOTEBOOK = 16 * 1024 * 1024
"""Bytes; pictures in the outputs take most of them."""

MOST_CELLS = 2_000


class NotPython(Refused):
    """A cell is not Python. `source` is the code of all cells all the same."""

    def __init__(self, why: Message, source: bytes) -> None:
        super().__init__(why)
        self.source = source


def python_of(content: bytes) -> bytes:
    """The notebook's code as one Python file. Raises Refused or NotPython, with a sentence.

    That of a stranger is for the reading process alone: see `first_problem`.
    """
    sources = list(_code_cells(_parsed(content)))
    if sum(map(len, sources)) > LARGEST:
        raise Refused(
            Message("The notebook's code is larger than {largest}.", largest=size(LARGEST))
        )
    cells = [without_magics(source) for source in sources]
    parts = (f"# Code cell {number}\n{cell}\n" for number, cell in enumerate(cells, 1))
    whole = "\n".join(parts).encode("utf-8", "replace")
    problem = first_problem(cells)
    if problem is not None:
        raise NotPython(
            Message(
                "Code cell {piece} of the notebook is not Python: {message}, in line {line} of the "
                "cell.",
                piece=problem.piece,
                message=problem.message,
                line=problem.line,
            ),
            whole,
        )
    return whole


def _parsed(content: bytes) -> dict[str, object]:
    try:
        # Numbers are of no interest, and a long one takes long to convert.
        notebook = json.loads(content, parse_int=len, parse_float=len)
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError
        raise Refused(Message("It is not a notebook: it cannot be read as JSON.")) from error
    if not isinstance(notebook, dict):
        raise Refused(Message("It is not a notebook: its JSON is not an object."))
    return notebook


def _code_cells(notebook: dict[str, object]) -> Iterator[str]:
    if "worksheets" in notebook:
        raise Refused(
            Message("It is a notebook in an old format. Open it in Jupyter and save it again.")
        )
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise Refused(Message("It is not a notebook: it has no cells."))
    if len(cells) > MOST_CELLS:
        raise Refused(
            Message("The notebook has more than {most_cells} cells.", most_cells=MOST_CELLS)
        )
    for cell in cells:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            yield _text(cell.get("source", ""))


def _text(source: object) -> str:
    """A cell's source is a string, or a list of lines that keep their ends."""
    lines: Sequence[object] = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        raise Refused(Message("It is not a notebook: the source of a cell is not text."))
    return "".join(str(line) for line in lines)
