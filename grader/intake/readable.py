"""Whether a file is Python at all: `python -m grader.intake.readable FILE`, for the commit hook.

Exit status 0 where it is, 2 with a sentence where it is not. `check` gives such a file its marks,
all of them 0. Nothing is run.
"""

from __future__ import annotations

from pathlib import Path
import sys

from grader.core.errors import BadInput
from grader.intake.one_file import read_one
from grader.intake.syntax import first_problem
from grader.intake.tree import Refused


def main(path: Path) -> int:
    """Say why the file cannot be read, if it cannot; the exit status."""
    try:
        problem = first_problem([read_one(path).source.decode("utf-8", "replace")])
    except (BadInput, Refused) as error:
        print(error, file=sys.stderr)
        return 2
    if problem is None:
        return 0
    where = f"{path.name}, line {problem.line}"
    print(f"{where} is not Python: {problem.message}. Mend it, then commit.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
