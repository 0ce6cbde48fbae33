"""`python -m grader`. A Python that will not do is told so in a sentence, with exit status 2."""

import sys

from grader.core.interpreter import version_problem

if version_problem():
    print(version_problem(), file=sys.stderr)
    sys.exit(2)

from grader.core.errors import import_problem

try:
    from grader.cli.main import main
except ImportError as error:
    if (error.name or "").split(".")[0] == "grader":
        raise
    print(import_problem(error), file=sys.stderr)
    sys.exit(2)

if __name__ == "__main__":
    main()
