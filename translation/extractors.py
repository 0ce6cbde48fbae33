"""Babel's extraction methods for this project; pyproject.toml says which files each is for.

Each yields (line, function, message, comments), as Babel's own do:
https://babel.pocoo.org/en/latest/messages.html#writing-extraction-methods
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
import sys
from typing import BinaryIO

from grader.handout.template import BLOCK

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Found = tuple[int, None, str, list[str]]


def hints(
    file: BinaryIO,
    keywords: Mapping[str, object],
    comment_tags: Collection[str],
    options: Mapping[str, str],
) -> Iterator[Found]:
    """The `hint` of every entry in a file of mistakes."""
    for entry in tomllib.load(file).values():
        if isinstance(entry, dict) and "hint" in entry:
            yield 0, None, entry["hint"], []


def reference(
    file: BinaryIO,
    keywords: Mapping[str, object],
    comment_tags: Collection[str],
    options: Mapping[str, str],
) -> Iterator[Found]:
    """What the template says: the reference's docstrings, and the task of each blank."""
    source = file.read().decode()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.FunctionDef)) and (text := ast.get_docstring(node)):
            yield 0, None, text, []
    for block in BLOCK.finditer(source):
        yield 0, None, f"{block['blank']}: {block['task']}", []
