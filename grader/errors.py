"""The one exception for input that cannot be used: a sentence for a person, never a traceback."""

from __future__ import annotations


class BadInput(Exception):
    """Something given to the program cannot be used.

    `problem` says what was expected and what was seen, `remedy` what to do next. The command line
    prints both and exits with status 2.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem} {remedy}".strip())
        self.problem = problem
        self.remedy = remedy
