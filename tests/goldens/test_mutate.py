"""Mutants: each is one change inside a solution block, and Python can read all of them."""

from __future__ import annotations

import ast
import difflib

from grader.goldens.mutate import mutants_of
import pytest

SOURCE = '''\
import numpy as np

OUTSIDE = 1 + 1


def first(values, limit):
    """The mean of what is above a limit."""
    # SOLUTION TASK1: return it
    chosen = np.maximum(values, 0) > limit
    if not chosen.any():
        return 0, 0
    return -values.sum(axis=(0, 1)), len(values[1:])
    # END OF SOLUTION


def second(layer):
    # SOLUTION TASK2: switch it off
    layer.active = False
    return layer
    # END OF SOLUTION
'''


def changes(blank: str) -> set[tuple[str, str]]:
    return {(each.was, each.now) for each in mutants_of(SOURCE) if each.blank == blank}


@pytest.mark.parametrize(
    "change",
    [
        ("np.maximum(values, 0) > limit", "(np.maximum(values, 0) >= limit)"),
        ("np.maximum(values, 0)", "values"),
        ("np.maximum(values, 0)", "(np.maximum(0, values))"),
        ("values.sum", "(values.mean)"),
        ("not chosen.any()", "(chosen.any())"),
        ("-values.sum(axis=(0, 1))", "(values.sum(axis=(0, 1)))"),
        ("values.sum(axis=(0, 1))", "(values.sum())"),
        ("(0, 1)", "((1,))"),
        ("0", "1"),
    ],
)
def test_a_change_that_somebody_might_have_written_is_made(change: tuple[str, str]) -> None:
    assert change in changes("TASK1")


def test_a_statement_may_be_forgotten() -> None:
    assert ("layer.active = False", "pass") in changes("TASK2")


def test_each_is_another_program_that_differs_within_its_block_alone() -> None:
    mutants = mutants_of(SOURCE)
    assert len({ast.dump(ast.parse(each.source)) for each in mutants}) == len(mutants)
    lines = SOURCE.splitlines()
    blocks = {"TASK1": range(7, 13), "TASK2": range(17, 20)}
    for mutant in mutants:
        matcher = difflib.SequenceMatcher(None, lines, mutant.source.splitlines(), autojunk=False)
        touched = [place for tag, *place in matcher.get_opcodes() if tag != "equal"]
        assert touched
        for start, end, _, _ in touched:
            assert {start, end - 1} <= set(blocks[mutant.blank]), mutant


def test_signs_beyond_ascii_move_no_column() -> None:
    source = SOURCE.replace("limit\n", "limit  # größer als das Maß\n").replace(
        "np.maximum(values, 0) >", 'np.maximum(values, len("")) * len("größe") >'
    )
    for mutant in mutants_of(source):
        compile(mutant.source, mutant.id, "exec")
