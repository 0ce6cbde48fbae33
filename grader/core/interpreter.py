"""Whether this Python will do: its version, and whether it is the one that was set up here.

This runs before anything else, so any Python 3 must be able to read it: no syntax newer than 3.6.
"""

import os
from pathlib import Path
import sys

OLDEST, NEWEST = (3, 10), (3, 13)
"""TensorFlow has no packages for any other."""

ENVIRONMENT = Path(__file__).parents[2] / ".venv"


def version_problem() -> str:
    """A sentence for a Python that is too old or too new; empty for one that will do."""
    if OLDEST <= tuple(sys.version_info[:2]) <= NEWEST:
        return ""
    versions = (OLDEST, NEWEST, sys.version_info)
    oldest, newest, this = (".".join(map(str, version[:2])) for version in versions)
    return (
        f"Python {oldest} to {newest} is needed, because TensorFlow has no packages for other "
        f"versions. This is Python {this}, {sys.executable}. Install one of those beside it, from "
        "https://www.python.org/downloads/, and name it: make PYTHON=python3.12, or on Windows: "
        "py -3.12 -m grader.cli.install."
    )


def forgotten_environment() -> str:
    """The Python of the environment that was set up here, where another one is running.

    Empty where this one is right, and where nothing has been set up.
    """
    if Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        return ""
    own = environment_python()
    return str(own) if own.exists() else ""


def environment_python() -> Path:
    """Where the environment's Python is, or will be."""
    windows = ("Scripts", "python.exe")
    return ENVIRONMENT.joinpath(*(windows if os.name == "nt" else ("bin", "python")))
