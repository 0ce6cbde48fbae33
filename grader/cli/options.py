"""The options that several commands have, each in one place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
import os
from pathlib import Path
from typing import Annotated

from grader.core.language import Language, find_language
import typer

AssignmentOption = Annotated[
    Path, typer.Option("--assignment", help="The assignment.toml to mark by.", show_default=False)
]
LanguageOption = Annotated[
    str,
    typer.Option("--lang", help="en or zh; the default follows the locale.", show_default=False),
]
UnconfinedOption = Annotated[
    bool, typer.Option("--unconfined", help="Grade even where student code cannot be confined.")
]
HtmlOption = Annotated[
    Path | None,
    typer.Option(help="Where to write the report with pictures; default: beside FILE."),
]
HiddenCasesOption = Annotated[
    str, typer.Option(help="hidden, after_due_date, after_published or visible.")
]
SubmittedAtOption = Annotated[str, typer.Option(help="When it was handed in, ISO 8601.")]
LeaveOutOption = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="One to leave out, by name, id or e-mail; repeatable."),
]
FormatArgument = Annotated[
    str, typer.Argument(metavar="FORMAT", help="`export list` shows all formats.")
]


@contextmanager
def language_of(asked: str) -> Iterator[Language]:
    """The requested language, or that of the locale; errors in the block are raised in it."""
    language = find_language(asked, os.environ)
    with language.errors():
        yield language
