"""Sentences in a module's source that are made of f-strings, as messages with named fields."""

from __future__ import annotations

import ast
from collections.abc import Iterator
import re


def sentences(source: str) -> Iterator[str]:
    """Every string of several words that is not a docstring; what an f-string puts in is a field.

    `f"{path} has {len(rows)} rows"` is "{path} has {rows} rows".
    """
    tree = ast.parse(source)
    passed_over = {id(part) for node in ast.walk(tree) for part in _not_said(node)}
    for node in ast.walk(tree):
        if id(node) in passed_over:
            continue
        text = _text(node)
        said = re.sub(r"\{\w*\}", "", text)
        if " " in text and not text.startswith(" ") and re.search("[A-Za-z]{2}", said):
            yield text


def _not_said(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, and the pieces of f-strings, which count as a whole."""
    if isinstance(node, ast.Expr):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (part for part in ast.walk(node) if part is not node)


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    pieces: list[str] = []
    names: list[str] = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            names.append(_name(part.value, names))
            pieces.append(f"{{{names[-1]}}}")
        elif isinstance(part, ast.Constant):
            pieces.append(str(part.value).replace("{", "{{").replace("}", "}}"))
    return "".join(pieces)


def _name(value: ast.expr, taken: list[str]) -> str:
    """The last name in what is put in, such as `name` of `path.name`; numbered if it is taken."""
    words = re.findall(r"[A-Za-z_]\w*", ast.unparse(value)) or ["value"]
    name = words[-1].strip("_").lower()
    count = sum(re.fullmatch(rf"{name}\d*", other) is not None for other in taken)
    return f"{name}{count + 1}" if count else name
