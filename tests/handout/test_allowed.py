"""The lists of what is given away name all that is needed, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader import PACKAGE, ROOT
from grader.gradcam.subject import SUBJECT
from grader.handout.kit.allowed import PLATFORM, STUDENT, package_files
import pytest

ROOTS = (
    "grader.__main__",
    "grader.cli.install",
    "grader.cli.opencv",
    "grader.cli.pytest_plugin",
    "grader.cli.student",
    # Run by the commit hook.
    "grader.intake.readable",
    # Imported by name, by processes that the grader starts.
    "grader.jail.run.server",
    # Called by the notebook.
    "grader.cli.notebook",
)
LISTS = pytest.mark.parametrize(
    ("patterns", "roots"),
    [(STUDENT, ROOTS), (PLATFORM, (*ROOTS, "grader.cli.platform"))],
    ids=["student", "platform"],
)
OF_THE_SUBJECT = {
    path.relative_to(ROOT).as_posix()
    for pattern in SUBJECT.handout.code
    for path in SUBJECT.package.glob(pattern)
}


@LISTS
def test_all_that_is_imported_is_listed_and_no_pattern_names_only_what_is_not(
    patterns: tuple[str, ...], roots: tuple[str, ...]
) -> None:
    given = {place for place, _ in package_files(patterns)}
    needed = _reached({*roots, *map(_module, OF_THE_SUBJECT)}) - OF_THE_SUBJECT
    assert sorted(needed - given) == [], "imported, but not listed"
    data = {place for place in given if not place.endswith(".py")}
    named = {pattern: {place for place, _ in package_files((pattern,))} for pattern in patterns}
    superfluous = [pattern for pattern in patterns if not named[pattern] & (needed | data)]
    assert superfluous == [], "listed, but imported by nothing that is"
    assert sum(map(len, named.values())) == len(given), "listed twice"


def test_an_import_that_is_not_listed_would_be_found() -> None:
    assert "grader/goldens/make.py" in _reached({"grader.cli.instructor"})


def _reached(modules: Iterable[str]) -> set[str]:
    """The files of the package that these modules import, at once or later, and what those do."""
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        path = _file(name)
        if path is None or path.relative_to(ROOT).as_posix() in found:
            continue
        found.add(path.relative_to(ROOT).as_posix())
        waiting += [*_imported(path), *([name.rpartition(".")[0]] if "." in name else [])]
    return found


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def _file(module: str) -> Path | None:
    """The file of one of the package's own modules; None for any other name."""
    if module.split(".")[0] != PACKAGE.name:
        return None
    path = ROOT.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file if file.is_file() else None


def _module(place: str) -> str:
    return place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
