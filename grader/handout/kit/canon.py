"""Code in a form in which layout, quotes and comments make no difference, to find it elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
import re

SHORTEST = 16
"""What is shorter, such as `return copy`, says nothing of where it comes from."""

OPENINGS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.For, ast.With)
"""`for layer in model.layers:` is in every tutorial; what is done in the loop is not."""


def canonical(text: str) -> str:
    """A text without its white space, and with one kind of quotes."""
    return re.sub(r"\s+", "", text).replace('"', "'")


def statements(source: str) -> Iterator[str]:
    """Every statement of a source that says something, canonical; of a condition its first line."""
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.stmt) and not isinstance(node, OPENINGS) and not _is_text(node):
            line = canonical(ast.unparse(node).split("\n", 1)[0])
            if len(line) >= SHORTEST:
                yield line


def lines(source: str) -> Iterator[str]:
    """Every line of a source that says something on its own, canonical, as it was written."""
    for line in source.splitlines():
        code = line.split("  #")[0].strip()
        alone = f"{code} pass" if code.endswith(":") else code
        try:
            (statement,) = ast.parse(alone).body
        except (SyntaxError, ValueError):
            continue
        says = not isinstance(statement, OPENINGS)
        if says and not _is_text(statement) and len(canonical(code)) >= SHORTEST:
            yield canonical(code)


def bodies(source: str) -> Iterator[str]:
    """The body of every function, with the names of values replaced: renaming does not hide it."""
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.FunctionDef):
            body = [each for each in node.body if not _is_text(each)]
            names = {argument.arg: f"_{n}" for n, argument in enumerate(_arguments(node))}
            renamed = _Renamed(names)
            text = ";".join(ast.dump(renamed.visit(deepcopy(each))) for each in body)
            if len(text) > 10 * SHORTEST:
                yield text


class _Renamed(ast.NodeTransformer):
    """Gives every local name a number, in the order of appearance."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if isinstance(node.ctx, ast.Store) or node.id in self._names:
            node.id = self._names.setdefault(node.id, f"_{len(self._names)}")
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._names.setdefault(node.arg, f"_{len(self._names)}")
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self._names.setdefault(node.name, f"_{len(self._names)}")
        node.returns = None
        return self.generic_visit(node)


def _arguments(node: ast.FunctionDef) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _parsed(source: str) -> ast.Module:
    """The syntax tree; an empty one for what is not Python."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return ast.Module([], [])
