"""Whether pieces of source are Python. Nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from grader.core.text import clean


@dataclass(frozen=True)
class SyntaxProblem:
    """The first piece that is not Python (counted from 1), and Python's message."""

    piece: int
    line: int
    message: str


def first_problem(pieces: Sequence[str]) -> SyntaxProblem | None:
    """The problem with the first piece that is not Python.

    Python's parser can exhaust the stack, and so crash the process, on source made for that purpose
    (https://docs.python.org/3/library/ast.html#ast.parse says so): so strangers' source is only for
    the reading process.
    """
    for number, source in enumerate(pieces, 1):
        try:
            ast.parse(source)
        except SyntaxError as error:
            return SyntaxProblem(number, error.lineno or 1, clean(str(error.msg), 200))
        except (MemoryError, RecursionError):
            return SyntaxProblem(number, 1, "it is nested too deeply")
        except ValueError as error:  # a NUL, a lone surrogate
            return SyntaxProblem(number, 1, clean(str(error), 200))
    return None
