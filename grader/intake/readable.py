"""Whether a file is valid Python: `python -m grader.intake.readable FILE`, for the commit hook.

Exit status 0 where it is, and 2 with a sentence where it is not. `check` gives such a file 0 marks.
Nothing is run.
"""

from __future__ import annotations

from pathlib import Path
import sys

from grader.core.errors import BadInput
from grader.intake.one_file import read_one
from grader.intake.syntax import first_problem
from grader.intake.tree import Refused


def main(path: Path) -> int:
    """Say why the file cannot be read, if so; returns the exit status."""
    try:
        submission = read_one(path)
        if submission.problem is not None:  # a notebook whose cell it names
            print(submission.problem, file=sys.stderr)
            return 2
        problem = first_problem([submission.source.decode("utf-8", "replace")])
    except (BadInput, Refused) as error:
        print(error, file=sys.stderr)
        return 2
    if problem is None:
        return 0
    where = f"{path.name}, line {problem.line}"
    print(f"{where} is not Python: {problem.message}. Correct it, then commit.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
