"""The house: which room imports which, so that each can be read without those above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
import re

from grader import PACKAGE, ROOT
import pytest

FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"core"}),
    frozenset({"intake", "jail/walls", "networks"}),
    frozenset({"jail/proof"}),
    frozenset({"jail/run"}),
    frozenset({"goldens", "handout"}),
    frozenset({"marking", "gradcam", "handout/kit", "results/html", "results/exports"}),
    frozenset({"gradcam/experiment", "results"}),
    frozenset({"cli"}),
)
"""From the ground up: a room imports rooms of lower floors only."""

BESIDE = ("benchmarks", "cam_family", "oracles", "training")
"""Folders beside the package; nothing in it imports them."""

MACHINERY = ("core", "intake", "jail", "goldens", "marking", "results", "handout", "cli")
ROOMS = frozenset().union(*FLOORS)
FRAMEWORKS = {"tensorflow", "keras"}
ITS_WORDS = re.compile(
    r"grad[-_ ]?cam|saliency|class activation|\bReLUs?\b|TODO\d|PIPELINE\b|\bVGG", re.IGNORECASE
)
"""Words that only the first assignment has."""


def room_of(path: Path) -> str:
    """The innermost room that a module lies in; the face for the package's own two files."""
    folders = path.relative_to(PACKAGE).parent.parts
    names = ("/".join(folders[:length]) for length in range(len(folders), 0, -1))
    return next((name for name in names if name in ROOMS), "face")


@cache
def imports() -> tuple[tuple[Path, str], ...]:
    """Each module of the package, and each name that it imports, wherever it does so."""
    return tuple(
        (path, name)
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in _imported(node)
    )


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        assert node.level == 0, "imports name the whole path"
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_at(name: str) -> Path | None:
    """The file of the package that a dotted name is in."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:length])
        for path in (place.with_suffix(".py"), place / "__init__.py"):
            if path.is_file() and path.is_relative_to(PACKAGE):
                return path
    return None


def test_every_folder_of_modules_is_a_room() -> None:
    found = {path.relative_to(PACKAGE).parts[0] for path in PACKAGE.glob("*/__init__.py")}
    assert found == {room.partition("/")[0] for room in ROOMS}


def test_no_room_imports_one_beside_or_above_it() -> None:
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    arrows = {
        (room_of(path), room_of(module), f"{path.relative_to(ROOT)} imports {name}")
        for path, name in imports()
        if (module := module_at(name)) is not None
    }
    upwards = sorted(
        words
        for room, other, words in arrows
        if "face" not in (room, other) and room != other and floor[other] >= floor[room]
    )
    assert upwards == []


def test_each_floor_stands_on_the_one_below() -> None:
    """Else a floor could be taken out, and the house would be flatter than it claims."""
    arrows = {
        (room_of(path), room_of(module))
        for path, name in imports()
        if (module := module_at(name)) is not None
    }
    for below, above in pairwise(FLOORS):
        assert any((upper, lower) in arrows for upper in above for lower in below)


def test_the_package_imports_nothing_beside_it() -> None:
    outside = [(path, name) for path, name in imports() if name.partition(".")[0] in BESIDE]
    assert outside == []


@pytest.mark.parametrize("room", MACHINERY)
def test_the_machinery_knows_no_assignment_and_no_framework(room: str) -> None:
    own = [(path, name) for path, name in imports() if (PACKAGE / room) in path.parents]
    assert own
    for path, name in own:
        assert name.partition(".")[0] not in FRAMEWORKS, path
        assert not name.startswith(("grader.gradcam", "grader.networks")), path


@pytest.mark.parametrize("room", MACHINERY)
def test_the_machinery_says_no_word_of_an_assignment(room: str) -> None:
    for path in sorted((PACKAGE / room).rglob("*")):
        if path.suffix in (".py", ".j2"):
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                found = ITS_WORDS.search(line)
                assert not found or "grader.gradcam" in line, f"{path}, line {number}: {line}"
