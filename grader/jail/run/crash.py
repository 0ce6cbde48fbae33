"""What an exception says of a submission: its cause in one line, and the submission's own line.

TensorFlow and Keras wrap an error in theirs. What is left here is what was wrong, and where in the
student's own code it came from, in a notebook by its cell.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
import linecache
import re
import sys
import traceback
from types import FrameType

FILE = "submission.py"
CELL = re.compile(r"# Code cell (\d+)")
"""The line that a notebook's cell begins with, once the cells are one file."""

LONGEST_CAUSE = 500
LONGEST_LINE = 100

_NODE = re.compile(r"\{\{[^{}]*\}\} ?")
_OPERATION = re.compile(r"\s*(?:; NodeDef: .*)?\[Op:\w+\](?: name: ?\S*)?\s*$", re.DOTALL)
_BOLD = re.compile(r"\x1b\[1m(.*)\x1b\[0m", re.DOTALL)
"""Keras prints the cause in bold, between what it was doing and the arguments."""

_AUTOGRAPH = "in user code:"


def cause(error: BaseException) -> str:
    """What an exception says, in one line, without TensorFlow's and Keras's wrapping."""
    try:
        # What a SyntaxError says of its place is added to all errors alike.
        text = str(error.msg if isinstance(error, SyntaxError) else error)
    except BaseException:  # its __str__ is the student's, too
        return "(its message cannot be read)"
    while (bold := _BOLD.search(text)) is not None:
        text = bold[1]
    text = _OPERATION.sub("", _NODE.sub("", text))
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if not lines:
        return ""
    return lines[-1 if lines[0] == _AUTOGRAPH else 0][:LONGEST_CAUSE]


def is_about_encoding(said: str) -> bool:
    """Whether Python's words are those for a file that is not saved as UTF-8."""
    return "null bytes" in said


def is_not_handed_out(error: BaseException) -> bool:
    """Whether a whole package is missing that is not Python's own."""
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return False
    return "." not in error.name and error.name not in sys.stdlib_module_names


def place(error: BaseException) -> str:
    """Where in the submission an exception came from, in brackets; empty where it did not."""
    if isinstance(error, SyntaxError) and error.filename == FILE and error.lineno:
        return f" ({line_in_words(error.lineno)})"
    frames = _frames(error)
    if not frames:
        return ""
    frame, line = frames[-1]
    return f" ({line_in_words(line, frame.f_code.co_name)})"


def line_in_words(line: int, function: str = "<module>") -> str:
    """A line of the submission with its text: `line 12, in fill: …`, or `cell 3, line 5: …`."""
    lines = linecache.getlines(FILE)
    text = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    text = text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1]}…"
    inside = "" if function == "<module>" else f", in {function}"
    return f"{_number(line, lines)}{inside}{text and f': `{text}`'}"


def _number(line: int, lines: list[str]) -> str:
    if lines and CELL.fullmatch(lines[0].strip()):  # a notebook begins so, and nothing else
        for above in range(line - 1, -1, -1):
            if above < len(lines) and (cell := CELL.fullmatch(lines[above].strip())):
                return f"cell {cell[1]}, line {line - above - 1}"
    return f"line {line}"


@dataclass(frozen=True)
class Nothing:
    """A None that an exception came from: its name, and the line that gave it its value.

    `is_gradient` says that it is what a tape's `gradient` returned. `name` is empty for one that
    has none.
    """

    name: str = ""
    line: int = 0
    is_gradient: bool = False


def nothing_behind(error: BaseException) -> Nothing | None:
    """The None that the student's line stumbled over; None where it is about something else."""
    if "None" not in cause(error) and "empty()" not in cause(error):  # OpenCV's word for a None
        return None
    frames = _frames(error)
    if not frames:
        return None
    frame, line = frames[-1]
    tree = _tree()
    statement = _statement(tree, line)
    if tree is None or statement is None:
        return None
    for name in _names(statement):
        if _value(frame, name) is None:
            assigned = _assignment(tree, name, frame.f_code.co_firstlineno, line)
            if assigned is not None:
                return Nothing(name, assigned.lineno, takes_gradient(assigned))
    return Nothing(is_gradient=True) if takes_gradient(statement) else None


def takes_gradient(tree: ast.AST) -> bool:
    """Whether a piece of code asks a tape for a gradient."""
    return any(
        isinstance(node, ast.Attribute) and node.attr in ("gradient", "gradients")
        for node in ast.walk(tree)
    )


def returned_gradient(function: ast.AST) -> bool:
    """Whether what a function returns is, by its source, what a tape's `gradient` gave."""
    given = {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and takes_gradient(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return any(
        takes_gradient(node.value) or not given.isdisjoint(_names(node.value))
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and node.value is not None
    )


def definition(name: str) -> ast.FunctionDef | None:
    """The submission's function of that name, as its source says; None where it has none."""
    tree = _tree()
    if tree is None:
        return None
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return next((node for node in reversed(found) if node.name == name), None)


def _frames(error: BaseException) -> list[tuple[FrameType, int]]:
    """The frames of the submission's own code, the innermost last."""
    walked = traceback.walk_tb(error.__traceback__)
    return [(frame, line) for frame, line in walked if frame.f_code.co_filename == FILE]


def _tree() -> ast.Module | None:
    try:
        return ast.parse("".join(linecache.getlines(FILE)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _statement(tree: ast.Module | None, line: int) -> ast.stmt | None:
    """The innermost statement that a line belongs to."""
    if tree is None:
        return None
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    return max(around, key=lambda node: (node.lineno, -(node.end_lineno or 0)), default=None)


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id


def _value(frame: FrameType, name: str) -> object:
    """What a name stands for in a frame; the name itself, which is not None, where nothing does."""
    return frame.f_locals.get(name, frame.f_globals.get(name, name))


def _assignment(tree: ast.Module, name: str, first: int, last: int) -> ast.stmt | None:
    """The statement that gave a name its value, the last between two lines or else anywhere."""
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and any(name in _names(target) for target in node.targets)
        and node.lineno < last
    ]
    own = [node for node in found if node.lineno >= first]
    return max(own or found, key=lambda node: node.lineno, default=None)
