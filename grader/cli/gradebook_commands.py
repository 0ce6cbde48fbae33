"""The commands on a gradebook: what people change about marks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from grader.core.errors import BadInput
from grader.core.language import Language, find_language
from grader.results.gradebook_file import language_in
import typer

FolderArgument = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder that `grade --out` wrote.")
]
NameArgument = Annotated[str, typer.Argument(help="The submission, as in grades.csv.")]
NoteOption = Annotated[str, typer.Option(help="The reason; the student sees it.")]
ByOption = Annotated[str, typer.Option(help="Who makes the change; default: your login name.")]
LangOption = Annotated[
    str, typer.Option("--lang", help="Language of the reports, en or zh; default: unchanged.")
]


def language_of(folder: Path, asked: str) -> Language:
    """The language asked for, or else that of the pages in a folder. Raises BadInput."""
    return find_language(asked or language_in(folder), os.environ)


def add_commands(app: typer.Typer) -> None:
    """Add them to the command line."""
    for command in (mark, late, note, regrade, forget, changes):
        app.command()(command)


def mark(
    folder: FolderArgument,
    name: NameArgument,
    blank: Annotated[str, typer.Option(help="Such as TODO3.")],
    score: Annotated[float | None, typer.Option(help="The new points.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Restore the grader's own mark.")] = False,
    note: NoteOption = "",
    by: ByOption = "",
    lang: LangOption = "",
) -> None:
    """Change the mark of a blank. It stays changed when the submission is graded again."""
    from grader.cli.commands import gradebook

    if undo == (score is not None):
        raise BadInput("There is no one new mark.", "Give either --score or --undo.")
    language = language_of(folder, lang)
    author = gradebook.Author.of(by, note)
    with language.errors():
        raise typer.Exit(gradebook.mark(folder, name, blank, score, author, language))


def late(
    folder: FolderArgument,
    table: Annotated[
        Path, typer.Argument(metavar="CSV", help="Has the columns submission, penalty_percent.")
    ],
    note: NoteOption = "",
    by: ByOption = "",
    lang: LangOption = "",
) -> None:
    """Set late penalties, in percent; 0 removes one. Submissions not in the CSV keep theirs."""
    from grader.cli.commands import gradebook

    language = language_of(folder, lang)
    author = gradebook.Author.of(by, note)
    with language.errors():
        raise typer.Exit(gradebook.late(folder, table, author, language))


def note(
    folder: FolderArgument,
    name: NameArgument,
    text: Annotated[str, typer.Argument(help="The note that the student sees.")],
    by: ByOption = "",
    lang: LangOption = "",
) -> None:
    """Add a note to a report."""
    from grader.cli.commands import gradebook

    language = language_of(folder, lang)
    author = gradebook.Author.of(by, text)
    with language.errors():
        raise typer.Exit(gradebook.note(folder, name, author, language))


def regrade(
    folder: FolderArgument,
    name: NameArgument,
    note: NoteOption = "",
    by: ByOption = "",
    lang: LangOption = "",
) -> None:
    """Have the next `grade` mark a submission again. Changed marks stay changed."""
    from grader.cli.commands import gradebook

    language = language_of(folder, lang)
    author = gradebook.Author.of(by, note)
    with language.errors():
        raise typer.Exit(gradebook.regrade(folder, name, author, language))


def forget(
    folder: FolderArgument,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="The submissions, as in grades.csv."),
    ] = None,
    not_in: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Remove all that are not in this folder or zip."),
    ] = None,
    note: Annotated[str, typer.Option(help="The reason; `changes` shows it.")] = "",
    by: ByOption = "",
    lang: LangOption = "",
) -> None:
    """Remove submissions from the results, with their pages. No other command does."""
    from grader.cli.commands import gradebook

    if bool(names) == (not_in is not None):
        raise BadInput("Say which submissions to forget.", "Give either names or --not-in.")
    language = language_of(folder, lang)
    author = gradebook.Author.of(by, note)
    with language.errors():
        if not_in is not None:
            raise typer.Exit(gradebook.forget_missing(folder, not_in, author, language))
        raise typer.Exit(gradebook.forget(folder, names or [], author, language))


def changes(
    folder: FolderArgument,
    name: Annotated[str, typer.Argument(help="Only this submission.")] = "",
) -> None:
    """Show all that was changed by hand, when and by whom."""
    from grader.cli.commands import gradebook

    raise typer.Exit(gradebook.show_changes(folder, name))
