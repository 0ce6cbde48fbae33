"""Whether pieces of source are Python, asked in a process of its own. Nothing is run.

Python's parser can exhaust the stack, and so end its process, on source that was made for it
(https://docs.python.org/3/library/ast.html#ast.parse says so): that process must not be the one
that holds a class's marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
import json
import subprocess
import sys

from grader.intake.tree import Refused
from grader.text import clean

SECONDS = 5

_PROGRAM = """
import ast, json, sys, warnings
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
warnings.simplefilter("ignore")
for number, source in enumerate(json.load(sys.stdin), 1):
    try:
        ast.parse(source)
    except SyntaxError as error:
        print(json.dumps([number, error.lineno or 1, str(error.msg)]))
        break
    except Exception as error:
        print(json.dumps([number, 1, type(error).__name__]))
        break
else:
    print("null")
"""


@dataclass(frozen=True)
class SyntaxProblem:
    """The first piece that is not Python (they are counted from 1), and Python's message."""

    cell: int
    line: int
    message: str


def first_problem(pieces: Sequence[str]) -> SyntaxProblem | None:
    """What is wrong with the first piece that is not Python. Raises Refused if Python fails."""
    if not pieces:
        return None
    try:
        ended = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _PROGRAM],
            input=json.dumps(list(pieces)).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        said = json.loads(ended.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Refused("Python could not read the notebook's code at all.") from error
    return None if said is None else SyntaxProblem(said[0], said[1], clean(said[2], 200))
