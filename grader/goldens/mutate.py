"""Small changes to a reference's solution blocks, each of which somebody might have written.

The syntax tree of Python's own `ast` says where an expression or a statement begins and ends, and
only that piece of the source is written anew.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from grader.core.blocks import BLOCK

COMPARED: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq, ast.Gt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
COMPUTED: Mapping[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
NAMED = {
    **{"sum": "mean", "mean": "sum", "max": "min", "min": "max", "argmax": "argmin"},
    **{"reduce_sum": "reduce_mean", "reduce_mean": "reduce_sum", "reduce_max": "reduce_min"},
    **{"maximum": "minimum", "minimum": "maximum", "zeros_like": "ones_like", "any": "all"},
}
"""Functions and methods, and what is taken for them."""


@dataclass(frozen=True)
class Mutant:
    """The whole source with one change in a blank: `was` in line `line` is now `now`."""

    id: str
    blank: str
    line: int
    was: str
    now: str
    source: str


def mutants_of(source: str) -> tuple[Mutant, ...]:
    """All mutants, in the order of the source; none makes the same source as another."""
    found: dict[str, Mutant] = {}
    for block in BLOCK.finditer(source):
        first = source.count("\n", 0, block.start()) + 1
        lines = range(first, first + block[0].count("\n"))
        for node in ast.walk(ast.parse(source)):
            if getattr(node, "lineno", 0) in lines:
                for mutant in _of_node(source, block["blank"], node):
                    found.setdefault(mutant.source, mutant)
    in_order = sorted(found.values(), key=lambda mutant: mutant.line)
    return tuple(
        replace(mutant, id=f"{mutant.blank}-{number}") for number, mutant in enumerate(in_order, 1)
    )


def _of_node(source: str, blank: str, node: ast.AST) -> Iterator[Mutant]:
    for new in chain(_statements(node), _expressions(node)):
        now = ast.unparse(ast.fix_missing_locations(new))
        if isinstance(new, ast.expr) and not isinstance(new, (ast.Name, ast.Constant)):
            now = f"({now})"
        changed = _spliced(source, node, now)
        try:
            ast.parse(changed)
        except SyntaxError:  # such as a parenthesis on the left of an assignment
            continue
        line: int = node.lineno  # type: ignore[attr-defined]
        yield Mutant("", blank, line, ast.unparse(node), now, changed)


def _spliced(source: str, node: ast.AST, now: str) -> str:
    """The source with `now` in place of a node, whose columns count bytes."""
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    first, last = node.lineno - 1, node.end_lineno - 1  # type: ignore[attr-defined]
    head = lines[first][: node.col_offset]  # type: ignore[attr-defined]
    tail = lines[last][node.end_col_offset :]  # type: ignore[attr-defined]
    changed = [*lines[:first], head + now.encode() + tail, *lines[last + 1 :]]
    return b"".join(changed).decode()


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Return(value=ast.expr() as value) if not isinstance(value, (ast.Tuple, ast.Name)):
            yield ast.Return(ast.UnaryOp(ast.USub(), value))
        case ast.If(orelse=[]):
            yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, [])
            yield ast.Pass()
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]) | ast.Expr():
            yield ast.Pass()
        case ast.AugAssign():
            yield ast.Pass()
            yield ast.Assign([node.target], node.value)


def _expressions(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(ops=[operator]):
            for compared in COMPARED.get(type(operator), ()):
                yield ast.Compare(node.left, [compared()], node.comparators)
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield ast.BoolOp(other, node.values)
        case ast.BinOp():
            for computed in COMPUTED.get(type(node.op), ()):
                yield ast.BinOp(node.left, computed(), node.right)
            yield from (node.left, node.right)
        case ast.UnaryOp():
            yield node.operand
        case ast.Constant():
            yield from _constants(node.value)
        case ast.Attribute() if node.attr in NAMED:
            yield ast.Attribute(node.value, NAMED[node.attr], node.ctx)
        case ast.Call():
            yield from _calls(node)
        case ast.Tuple(elts=[first, second, *rest]):
            yield ast.Tuple([second, first, *rest], node.ctx)
            yield ast.Tuple([second, *rest], node.ctx)
        case ast.Slice(lower=ast.expr()):
            yield ast.Slice(None, node.upper)
        case ast.Slice(upper=ast.expr()):
            yield ast.Slice(node.lower, None)


def _constants(value: object) -> Iterator[ast.expr]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, (int, float)):
        yield ast.Constant(value + 1)
        if value:
            yield ast.Constant(value - 1)
            yield ast.UnaryOp(ast.USub(), ast.Constant(value))


def _calls(call: ast.Call) -> Iterator[ast.expr]:
    """Forgotten, with two arguments exchanged, or with an option left out."""
    if call.args and not isinstance(call.args[0], ast.Starred):
        yield call.args[0]
    if len(call.args) > 1:
        first, second, *rest = call.args
        yield ast.Call(call.func, [second, first, *rest], call.keywords)
    for keyword in call.keywords:
        others = [each for each in call.keywords if each is not keyword]
        yield ast.Call(call.func, call.args, others)
