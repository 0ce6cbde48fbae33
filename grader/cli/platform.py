"""The commands that a platform's machine runs: `grade`, `run`, `github`, `export`, `schema`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from grader.cli.options import (
    AssignmentOption,
    FormatArgument,
    HiddenCasesOption,
    LanguageOption,
    LeaveOutOption,
    SubmittedAtOption,
    UnconfinedOption,
    language_of,
)
from grader.core.assignment import DEFAULT
import typer


def grade(
    folder: Annotated[Path, typer.Argument(help="What was handed in: a folder or a zip.")],
    out: Annotated[Path, typer.Option(help="The folder for gradebook and reports.")],
    assignment: AssignmentOption = DEFAULT,
    workers: Annotated[
        int, typer.Option(min=0, help="How many to grade at once; 0: as many as fit the machine.")
    ] = 0,
    roster: Annotated[
        Path | None, typer.Option(help="The class, a CSV: says who is not in it, or missing.")
    ] = None,
    leave_out: LeaveOutOption = None,
    deadline: Annotated[
        str, typer.Option(help="Whatever came later is late: 2026-11-20T23:59+01:00.")
    ] = "",
    unconfined: UnconfinedOption = False,
    lang: LanguageOption = "",
) -> None:
    """Mark a folder or a zip of submissions. If it is stopped, run it again to resume."""
    from grader.cli.commands.grade import class_in, grade_folder
    from grader.results.gradebook_file import language_in

    with language_of(lang or language_in(out)) as language:
        done = grade_folder(
            folder,
            out,
            assignment,
            workers,
            language,
            unconfined=unconfined,
            take_in=class_in(folder, roster, leave_out or (), deadline),
        )
        raise typer.Exit(done)


def run(
    form: FormatArgument,
    submitted: Annotated[Path, typer.Argument(help="The file or folder that was handed in.")],
    out: Annotated[Path, typer.Option(help="Where the platform looks for results.")],
    hidden_cases: HiddenCasesOption = "hidden",
    submitted_at: SubmittedAtOption = "",
    unreadable: Annotated[
        str, typer.Option(help="What a submission counts that cannot be marked: zero or blank.")
    ] = "zero",
    assignment: AssignmentOption = DEFAULT,
    unconfined: UnconfinedOption = False,
) -> None:
    """Mark one submission for a platform. Exit status: 0 results written, 1 the grader failed."""
    from grader.cli.commands.run import Run, run_one

    asked = Run(form, submitted, out, hidden_cases, submitted_at, unreadable, unconfined)
    raise typer.Exit(run_one(asked, assignment))


def github(
    folder: Annotated[Path, typer.Argument(help="The student's checkout.")] = Path(),
    out: Annotated[Path, typer.Option(help="The folder for report.html and junit.xml.")] = Path(
        "report"
    ),
    assignment: AssignmentOption = DEFAULT,
    lang: LanguageOption = "",
) -> None:
    """Mark a checkout in a workflow on GitHub: summary, annotations, JUnit. Exits like `check`."""
    from grader.cli.commands.github import mark_checkout

    with language_of(lang) as language:
        raise typer.Exit(mark_checkout(folder, out, assignment, language))


def export(
    form: FormatArgument,
    folder: Annotated[
        Path, typer.Option("--from", help="The folder that `grade --out` wrote.")
    ] = Path(),
    out: Annotated[Path | None, typer.Option(help="The file, or folder, to write.")] = None,
    submission: Annotated[str, typer.Option(help="Only this submission.")] = "",
    roster: Annotated[
        Path | None, typer.Option(help="The platform's own list of students, as CSV.")
    ] = None,
    leave_out: LeaveOutOption = None,
    canvas_id: Annotated[str, typer.Option(help="The assignment's number in Canvas.")] = "",
    hidden_cases: HiddenCasesOption = "hidden",
    submitted_at: SubmittedAtOption = "",
    unreadable: Annotated[
        str,
        typer.Option(help="What a submission counts that cannot be marked: zero, blank or ask."),
    ] = "ask",
    assignment: AssignmentOption = DEFAULT,
    lang: LanguageOption = "",
) -> None:
    """Write the marks in the format of a learning platform."""
    from grader.cli.commands.export import Wanted, export_grades

    wanted = Wanted(
        form,
        folder,
        out,
        submission,
        roster,
        canvas_id,
        hidden_cases,
        submitted_at,
        unreadable,
        tuple(leave_out or ()),
    )
    with language_of(lang) as language:
        raise typer.Exit(export_grades(wanted, assignment, language))


def schema(lang: LanguageOption = "") -> None:
    """Print the JSON Schema of the report: what each field means."""
    import json

    from grader.core.report import schema as schema_of_report

    with language_of(lang) as language:
        print(json.dumps(schema_of_report(language.translate), indent=1, ensure_ascii=False))


COMMANDS = (grade, run, github, export, schema)
