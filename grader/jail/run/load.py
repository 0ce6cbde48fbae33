"""Inside the jail: run a submission's file, so that its functions are there.

What fails at the top level costs nothing where it defines no function: test code below the
functions, a call that ends Python, a scratch cell of a notebook. It is noted, and marking goes on.
"""

from __future__ import annotations
import __future__

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
import linecache
from operator import or_
import sys
from types import CodeType, ModuleType

from grader.jail.run.crash import CELL, FILE
from grader.jail.run.notebook_names import give_notebook_names

_FUTURE = reduce(
    or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)


@dataclass(frozen=True)
class Loaded:
    """The submission as a module that is not `__main__`, and what failed without any harm."""

    module: ModuleType
    failed: Sequence[BaseException] = ()


def load(source: bytes, out_of_memory: Sequence[str] = ()) -> Loaded:
    """Run the file, cell by cell where it was a notebook. Raises whatever it raises that counts.

    A failure counts where it leaves a function undefined, where an import fails before the last
    function, and where there are no functions at all. So does too little memory, named by
    `out_of_memory`: another try may have more.
    """
    module = ModuleType("submission")
    module.__file__ = FILE
    sys.modules["submission"] = module
    # What is said of an error looks the source up here, and so does what translates it, as
    # TensorFlow does.
    text = source.decode("utf-8-sig", "replace")
    linecache.cache[FILE] = (len(text), None, text.splitlines(keepends=True), FILE)
    flags = compile(source, FILE, "exec").co_flags & _FUTURE
    starts = list(_cell_starts(text))
    statements = ast.parse(source, FILE).body
    has_functions = _has(statements, _DEFINITIONS)
    cells = _cells(statements, starts) if starts else [statements]
    if starts:
        give_notebook_names(module)
    failed = []
    for place, cell in enumerate(cells):
        try:
            exec(_compiled(cell, flags), module.__dict__)
        except BaseException as error:  # a submission may raise SystemExit, or worse
            skipped = cell[_failing(cell, error) :]
            later = [statement for other in cells[place + 1 :] for statement in other]
            counts = not has_functions or _counts(skipped, later)
            if counts or _is_short_of_memory(error, out_of_memory):
                raise
            failed.append(error)
    return Loaded(module, failed)


def _cell_starts(text: str) -> Iterator[int]:
    """The lines, counted from 1, that begin the cells of a notebook; none of another file."""
    lines = text.splitlines()
    if lines and CELL.fullmatch(lines[0].strip()):
        yield from (number for number, line in enumerate(lines, 1) if CELL.fullmatch(line.strip()))


def _cells(statements: Sequence[ast.stmt], starts: Sequence[int]) -> list[list[ast.stmt]]:
    ends = (*starts[1:], sys.maxsize)
    return [
        [each for each in statements if start <= _first_line(each) < end]
        for start, end in zip(starts, ends, strict=True)
    ]


def _compiled(statements: list[ast.stmt], flags: int) -> CodeType:
    """Some of the file's statements, with what it asks of the compiler at its beginning."""
    module = ast.Module(body=statements, type_ignores=[])
    code: CodeType = compile(module, FILE, "exec", flags=flags)
    return code


def _failing(statements: Sequence[ast.stmt], error: BaseException) -> int:
    """The place of the statement that an exception came out of."""
    trace, line = error.__traceback__, 0
    while trace is not None and not line:
        code = trace.tb_frame.f_code
        line = trace.tb_lineno if (code.co_filename, code.co_name) == (FILE, "<module>") else 0
        trace = trace.tb_next
    before = [place for place, each in enumerate(statements) if _first_line(each) <= line]
    return max(before, default=0)


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)])


def _counts(skipped: Sequence[ast.stmt], later: Sequence[ast.stmt]) -> bool:
    """Whether what did not run was needed: by the functions in it, or by those in later cells."""
    return _has(skipped, _DEFINITIONS) or (_has(skipped, _IMPORTS) and _has(later, _DEFINITIONS))


def _has(statements: Sequence[ast.stmt], kinds: tuple[type[ast.AST], ...]) -> bool:
    return any(isinstance(node, kinds) for each in statements for node in ast.walk(each))


def _is_short_of_memory(error: BaseException, out_of_memory: Sequence[str]) -> bool:
    return isinstance(error, MemoryError) or type(error).__name__ in out_of_memory
