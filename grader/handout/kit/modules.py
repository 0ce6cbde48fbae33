"""Which of the package's modules students get: those that their commands reach, and no other."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from grader import PACKAGE

STUDENT_COMMANDS = ("check", "watch", "doctor")
GITHUB_COMMANDS = (*STUDENT_COMMANDS, "github")
GRADING_COMMANDS = (*STUDENT_COMMANDS, "grade", "run", "export")
"""What a platform's machine needs, which makes no goldens and no kits."""

ROOTS = (
    "grader.__main__",
    "grader.cli.opencv",
    "grader.cli.pytest_plugin",
    # Run by the commit hook.
    "grader.intake.readable",
    # Imported by name, by processes that the grader starts.
    "grader.jail.run.server",
    "grader.gradcam.exercises",
    # Imported by the hand-out and the notebook.
    "grader.gradcam.explain",
    "grader.gradcam.notebook",
    "grader.gradcam.experiment.__main__",
    # Has the catalogues of other languages beside it.
    "grader.core.messages",
)
COMMAND_LINE = "grader.cli.main"


def modules(commands: Collection[str] = STUDENT_COMMANDS) -> Mapping[str, str]:
    """The source of each module that these commands reach, by its path beside the package."""
    sources: dict[str, str] = {}
    waiting = list(ROOTS)
    while waiting:
        name = waiting.pop()
        path = _path(name)
        if path is None:
            continue
        place = path.relative_to(PACKAGE.parent).as_posix()
        if place in sources:
            continue
        source = path.read_text("utf-8")
        sources[place] = with_commands(source, commands) if name == COMMAND_LINE else source
        waiting += _imported(sources[place])
        waiting += [name.rpartition(".")[0]] if "." in name else []
    return dict(sorted(sources.items()))


def data_files(places: Collection[str]) -> Iterator[Path]:
    """What lies beside these modules and is no code: templates, messages."""
    packages = {
        (PACKAGE.parent / place).parent for place in places if place.endswith("__init__.py")
    }
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and not path.name.startswith(".") and path.suffix not in (".py", ".pyc"):
            package = next(folder for folder in path.parents if (folder / "__init__.py").exists())
            if package in packages:
                yield path


def with_commands(source: str, commands: Collection[str]) -> str:
    """The command line's source with no other commands than these."""
    lines = source.splitlines(keepends=True)
    for statement in reversed(ast.parse(source).body):
        if _is_for_others(statement, commands):
            decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
            first = min([statement.lineno, *(each.lineno for each in decorators)])
            end = statement.end_lineno or first
            while decorators and end < len(lines) and not lines[end].strip():
                end += 1
            del lines[first - 1 : end]
    return "".join(lines)


def _is_for_others(statement: ast.stmt, commands: Collection[str]) -> bool:
    """Whether a statement defines another command, or imports and adds the gradebook's."""
    if isinstance(statement, ast.FunctionDef):
        decorators = map(ast.unparse, statement.decorator_list)
        is_command = any(each.startswith("app.command") for each in decorators)
        return is_command and statement.name not in commands
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "grader.cli.gradebook_commands"
    return isinstance(statement, ast.Expr) and ast.unparse(statement) == "add_commands(app)"


def _imported(source: str) -> Iterator[str]:
    """The names of all modules that a source may import, at once or later."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _path(name: str) -> Path | None:
    """The file of one of the package's own modules; None for any other name."""
    if name.split(".")[0] != PACKAGE.name:
        return None
    path = PACKAGE.parent.joinpath(*name.split("."))
    if path.is_dir():
        return path / "__init__.py"
    return path.with_suffix(".py") if path.with_suffix(".py").is_file() else None
