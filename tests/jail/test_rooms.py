"""The jail's three rooms stand on one another, and know no framework and no assignment."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
import re

import grader.jail
import pytest

JAIL = Path(grader.jail.__file__).parent
MAY_IMPORT = {
    "walls": ("grader.core", "grader.jail.walls"),
    "proof": ("grader.core", "grader.jail.walls", "grader.jail.proof"),
    "run": ("grader.core", "grader.jail"),
}
FOREIGN = re.compile(r"TODO|Grad-?CAM|\bscene|\bsaliency|\bconv|import (tensorflow|keras)", re.I)


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, also within a function."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{path}: imports are absolute here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_it_stands_on(room: str) -> None:
    """`grader` itself is where the package lies, and imports nothing."""
    files = list((JAIL / room).rglob("*.py"))
    assert files
    wrong = [
        f"{path.relative_to(JAIL)} imports {name}"
        for path in files
        for name in imported(path)
        if name.split(".")[0] in ("grader", "tensorflow", "keras") and name != "grader.ROOT"
        if not any(name.startswith(f"{room}.") for room in MAY_IMPORT[room])
    ]
    assert wrong == []


def test_the_jail_says_no_word_of_the_assignment() -> None:
    found = {
        path.name: words
        for path in JAIL.rglob("*.py")
        if (words := FOREIGN.findall(path.read_text("utf-8")))
    }
    assert found == {}
