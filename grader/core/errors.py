"""The one exception for input that cannot be used: a sentence for a person, never a traceback."""

from __future__ import annotations

import sys

from grader.core.interpreter import forgotten_environment


class BadInput(Exception):
    """Something given to the program cannot be used.

    `problem` says what was expected and what was seen, `remedy` what to do next. The command line
    prints both and exits with status 2.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem} {remedy}".strip())
        self.problem = problem
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[BadInput], tuple[str, str]]:
        """So that it comes whole from a process of the grader's own."""
        return BadInput, (self.problem, self.remedy)


def import_problem(error: ImportError) -> str:
    """A sentence for an import that failed: most often a package or a system library is missing.

    `opencv-python` needs libGL, glib and X11 libraries of the system, which slim containers and
    many servers lack.
    """
    own = forgotten_environment()
    if own:
        return (
            f"A package is missing, or cannot be used: {error}. This is {sys.executable}, but the "
            f"packages are in another environment. Use {own} instead, or activate that environment "
            "first: source .venv/bin/activate, on Windows .venv\\Scripts\\activate."
        )
    is_there = not isinstance(error, ModuleNotFoundError)
    if is_there and ("cv2" in str(error) or ".so" in str(error)):
        return (
            f"OpenCV cannot be imported: {error}. Usually a system library is missing, "
            "such as libGL or glib: `python -m grader.cli.opencv` puts opencv-python-headless in "
            "place of opencv-python; or install the libraries "
            "(Debian: apt install libgl1 libglib2.0-0)."
        )
    return (
        f"A package is missing: {error}. `make` installs everything needed into .venv; "
        "without make: python -m grader.cli.install."
    )
