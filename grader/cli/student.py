"""The commands that everybody has, students as well: `check`, `watch`, `doctor`.

The first two start what is slow before they import the rest of what they need.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from grader.cli.options import AssignmentOption, HtmlOption, LanguageOption, language_of
from grader.core.assignment import DEFAULT
import typer


def check(
    file: Annotated[Path, typer.Argument(help="The filled-in student_template.py.")],
    assignment: AssignmentOption = DEFAULT,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    html: HtmlOption = None,
    lang: LanguageOption = "",
) -> None:
    """Mark one file. Exit status: 0 full marks, 1 fewer, 2 nothing to mark."""
    from grader.marking.early import early_start

    if html is None and not json:
        html = _beside(file)
    with language_of(lang) as language, early_start(assignment) as start:
        from grader.cli.commands.check import check_file

        raise typer.Exit(check_file(file, assignment, html, language, start, as_json=json))


def watch(
    file: Annotated[Path, typer.Argument(help="The file you are working on.")],
    assignment: AssignmentOption = DEFAULT,
    html: HtmlOption = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the report in the browser.")] = False,
    lang: LanguageOption = "",
) -> None:
    """Mark one file again at every save; the report reloads by itself. Ctrl-C ends it."""
    from grader.marking.early import early_start

    html = html or _beside(file)
    with language_of(lang) as language, early_start(assignment) as start:
        from grader.cli.commands.watch import watch_file

        raise typer.Exit(watch_file(file, assignment, html, language, start, in_browser=open_))


def doctor(assignment: AssignmentOption = DEFAULT, lang: LanguageOption = "") -> None:
    """Say which protections against student code hold here, and whether grading works."""
    from grader.cli.commands.doctor import examine

    with language_of(lang) as language:
        raise typer.Exit(examine(assignment, language))


def _beside(file: Path) -> Path:
    """Where a file's report is written. The path may be anything, even `.` or `/`."""
    return file.parent / f"{file.stem}.report.html"


COMMANDS = (check, watch, doctor)
