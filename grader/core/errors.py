"""The one exception for input that cannot be used: a sentence for a person, never a traceback."""

from __future__ import annotations

import sys

from grader.core.interpreter import forgotten_environment
from grader.core.text import NOTHING, Message


class BadInput(Exception):
    """Something given to the program cannot be used.

    `problem` says what was expected and what was seen, `remedy` what to do next. The command line
    prints both in the reader's language and exits with status 2; `str(error)` is English.
    """

    def __init__(self, problem: Message, remedy: Message = NOTHING) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".strip()


def import_problem(error: ImportError) -> Message:
    """A sentence for an import that failed: most often a package or a system library is missing.

    `opencv-python` needs libGL, glib and X11 libraries of the system, which slim containers and
    many servers lack.
    """
    own = forgotten_environment()
    if own:
        return Message(
            "A package is missing or cannot be used: {error}. This is {python}, but the packages "
            "are in another environment. Use {own} instead, or activate that environment first: "
            "source .venv/bin/activate (on Windows: .venv\\Scripts\\activate).",
            error=error,
            python=sys.executable,
            own=own,
        )
    is_there = not isinstance(error, ModuleNotFoundError)
    if is_there and ("cv2" in str(error) or ".so" in str(error)):
        return Message(
            "OpenCV cannot be imported: {error}. Usually a system library such as libGL or glib is "
            "missing. Run `python -m grader.cli.opencv`, which replaces opencv-python with "
            "opencv-python-headless, or install the libraries "
            "(on Debian: apt install libgl1 libglib2.0-0).",
            error=error,
        )
    return Message(
        "A package is missing: {error}. `make` installs everything into .venv; without make, run: "
        "python -m grader.cli.install.",
        error=error,
    )
