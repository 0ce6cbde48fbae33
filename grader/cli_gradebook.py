"""The commands on a gradebook: what people change about marks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from grader.errors import BadInput
from grader.language import find_language
import typer

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="The --out of `grade`.")]
NameArgument = Annotated[str, typer.Argument(help="The submission, as in grades.csv.")]
NoteOption = Annotated[str, typer.Option(help="Why; the student reads it.")]
ByOption = Annotated[str, typer.Option(help="Who; default: the one who is logged in.")]
LangOption = Annotated[str, typer.Option("--lang", help="Language of the reports: en, zh.")]


def add_commands(app: typer.Typer) -> None:
    """Add them to the command line."""
    for command in (mark, late, note, regrade, changes):
        app.command()(command)


def mark(
    folder: FolderArgument,
    name: NameArgument,
    blank: Annotated[str, typer.Option(help="Such as TODO3.")],
    score: Annotated[float | None, typer.Option(help="The new points.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="The grader's own mark again.")] = False,
    note: NoteOption = "",
    by: ByOption = "",
    lang: LangOption = "",
) -> None:
    """Change the mark of a blank. It stays changed when the submission is graded again."""
    from grader.commands import gradebook

    if undo == (score is not None):
        raise BadInput("What the mark becomes is not clear.", "Give either --score or --undo.")
    language = find_language(lang, os.environ)
    author = gradebook.Author.of(by, note)
    with language.errors():
        raise typer.Exit(gradebook.mark(folder, name, blank, score, author, language))


def late(
    folder: FolderArgument,
    table: Annotated[
        Path, typer.Argument(metavar="CSV", help="With columns submission, penalty_percent.")
    ],
    note: NoteOption = "",
    by: ByOption = "",
    lang: LangOption = "",
) -> None:
    """Take off percent for being late; 0 takes a penalty back. Who is not listed keeps theirs."""
    from grader.commands import gradebook

    language = find_language(lang, os.environ)
    author = gradebook.Author.of(by, note)
    with language.errors():
        raise typer.Exit(gradebook.late(folder, table, author, language))


def note(
    folder: FolderArgument,
    name: NameArgument,
    text: Annotated[str, typer.Argument(help="What the student is to read.")],
    by: ByOption = "",
    lang: LangOption = "",
) -> None:
    """Add a note to a report."""
    from grader.commands import gradebook

    language = find_language(lang, os.environ)
    author = gradebook.Author.of(by, text)
    with language.errors():
        raise typer.Exit(gradebook.note(folder, name, author, language))


def regrade(
    folder: FolderArgument, name: NameArgument, note: NoteOption = "", by: ByOption = ""
) -> None:
    """Have the next `grade` mark a submission again. Changed marks stay changed."""
    from grader.commands import gradebook

    raise typer.Exit(gradebook.regrade(folder, name, gradebook.Author.of(by, note)))


def changes(
    folder: FolderArgument,
    name: Annotated[str, typer.Argument(help="Only this submission.")] = "",
) -> None:
    """Show all that was changed by hand, when and by whom."""
    from grader.commands import gradebook

    raise typer.Exit(gradebook.show_changes(folder, name))
