"""Babel's extraction methods for this project; pyproject.toml says which files each is for.

Each yields (line, function, message, comments), as Babel's own do:
https://babel.pocoo.org/en/latest/messages.html#writing-extraction-methods
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
import io
import sys
from typing import Any, BinaryIO

from babel.messages.extract import extract_python
from grader.core.report import in_paragraphs
from grader.handout.template import BLOCK

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Found = tuple[int, Any, Any, Any]


def hints(
    file: BinaryIO,
    keywords: Any,
    comment_tags: Collection[str],
    options: Any,
) -> Iterator[Found]:
    """The `hint` of every entry in a file of mistakes."""
    for entry in tomllib.load(file).values():
        if isinstance(entry, dict) and "hint" in entry:
            yield 0, None, entry["hint"], []


def described(
    file: BinaryIO,
    keywords: Any,
    comment_tags: Collection[str],
    options: Any,
) -> Iterator[Found]:
    """The docstrings of a module's classes and of their fields, which are a schema's descriptions.

    Messages that the module marks are found as in any other.
    """
    source = file.read()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
                    yield 0, None, in_paragraphs(str(part.value.value)), []
    yield from extract_python(io.BytesIO(source), keywords, comment_tags, options)


def helped(
    file: BinaryIO,
    keywords: Any,
    comment_tags: Collection[str],
    options: Any,
) -> Iterator[Found]:
    """What `--help` says: the help of options and arguments, and the docstrings of `COMMANDS`.

    Messages that the module marks are found as in any other.
    """
    source = file.read()
    tree = ast.parse(source)
    commands = {
        name.id
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "COMMANDS"
        for name in ast.walk(node.value)
        if isinstance(name, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("typer."):
            for each in node.keywords:
                if each.arg == "help" and isinstance(each.value, ast.Constant):
                    yield 0, None, each.value.value, []
        elif isinstance(node, ast.FunctionDef) and node.name in commands:
            yield 0, None, ast.get_docstring(node) or "", []
    yield from extract_python(io.BytesIO(source), keywords, comment_tags, options)


def reference(
    file: BinaryIO,
    keywords: Any,
    comment_tags: Collection[str],
    options: Any,
) -> Iterator[Found]:
    """What the template says: the reference's docstrings, and the task of each blank."""
    source = file.read().decode()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.FunctionDef)) and (text := ast.get_docstring(node)):
            yield 0, None, text, []
    for block in BLOCK.finditer(source):
        yield 0, None, f"{block['blank']}: {block['task']}", []
