"""`python -m grader`. Without its packages it prints a sentence and exits with status 2."""

from pathlib import Path
import sys

from grader.core.errors import import_problem

try:
    from grader.cli.main import main
except ImportError as error:
    if (error.name or "").split(".")[0] == "grader":
        raise
    print(import_problem(error), file=sys.stderr)
    environment = Path(__file__).parents[1] / ".venv"
    for own in (environment / "bin" / "python", environment / "Scripts" / "python.exe"):
        if own.exists():
            print(f"This is {sys.executable}. Run {own} -m grader instead.", file=sys.stderr)
    sys.exit(2)

if __name__ == "__main__":
    main()
