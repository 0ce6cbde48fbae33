"""IPython's own lines in a code cell, which are not Python: magics, shell commands and help.

What they are: https://ipython.readthedocs.io/en/stable/interactive/reference.html. Each becomes
`pass` with the line as a comment, in its place, so that line numbers and blocks stay as they are.
"""

from __future__ import annotations

import re

_PYTHON_BODY = re.compile(r"%%(time|timeit|capture|prun)\b")
"""Magics of a whole cell whose other lines are Python all the same."""

_LINE = re.compile(
    r"""
        [%!?]                                   # %matplotlib inline, !pip install, ?help
      | [\w.,][\w.,\ ]*=\s*(%\w|!)               # files = !ls
      | [\w.]+\?\??\s*$                         # help?
    """,
    re.VERBOSE,
)
"""Matched against a line without its indent: no part can then take spaces that another may take,
and trying all the ways to share them out would cost their square."""

_TOKEN = re.compile(
    r"""('{3}|\"{3}|'|")     # 1: begins a string
      | \#[^\n]*
      | ([(\[{]) | ([)\]}])  # 2, 3
      | \\\n""",
    re.VERBOSE,
)


def without_magics(cell: str) -> str:
    """The cell with every line that is not Python turned into a comment."""
    lines = cell.replace("\r\n", "\n").split("\n")
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("%%") and not _PYTHON_BODY.match(first):
        return "\n".join(f"# {line}" for line in lines)
    done: list[str] = []
    state = _State()
    goes_on = False  # a shell command that a backslash carries on to the next line
    for line in lines:
        if goes_on or (state.at_statement and _LINE.match(line.lstrip())):
            indent = line[: len(line) - len(line.lstrip())]
            done.append(f"# {line}" if goes_on else f"{indent}pass  # {line.strip()}")
            goes_on = line.endswith("\\")
        else:
            done.append(line)
            state.read(line)
    return "\n".join(done)


class _State:
    """Whether the next line begins a statement: not inside of a string or of brackets."""

    def __init__(self) -> None:
        self._quote = ""
        self._depth = 0
        self._joined = False

    @property
    def at_statement(self) -> bool:
        """Whether the next line begins a statement."""
        return not (self._quote or self._depth or self._joined)

    def read(self, line: str) -> None:
        """Go past a line of Python."""
        text, place = line + "\n", 0
        self._joined = False
        while place < len(text):
            if self._quote:
                place = self._past_quote(text, place)
                continue
            token = _TOKEN.search(text, place)
            if token is None:
                return
            place = token.end()
            if token[1]:
                self._quote = token[1]
            elif token[0] == "\\\n":
                self._joined = True
            else:
                self._depth = max(0, self._depth + bool(token[2]) - bool(token[3]))

    def _past_quote(self, text: str, place: int) -> int:
        """The place after the end of the string, or of the text."""
        while place < len(text):
            if text[place] == "\\":
                place += 2  # it takes the end of the line with it: then the string goes on
            elif text.startswith(self._quote, place) or (
                len(self._quote) == 1 and text[place] == "\n"
            ):
                place += len(self._quote)
                self._quote = ""
                return place
            else:
                place += 1
        return place
