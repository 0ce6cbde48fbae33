"""The commands that only an instructor has: making an assignment, and changing marks by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from grader.cli.options import AssignmentOption
from grader.core.assignment import DEFAULT
from grader.core.errors import BadInput
from grader.core.text import Message
import typer

FolderArgument = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder that `grade --out` wrote.")
]
NameArgument = Annotated[str, typer.Argument(help="The submission, as in grades.csv.")]
NoteOption = Annotated[str, typer.Option(help="The reason; the student sees it.")]
ByOption = Annotated[str, typer.Option(help="Who makes the change; default: your login name.")]
PagesLanguageOption = Annotated[
    str, typer.Option("--lang", help="Language of the reports, en or zh; default: unchanged.")
]


def golden(
    verify: Annotated[
        bool, typer.Option("--verify", help="Only check that the reference still makes them.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="For a trial: run only a sample of the mistakes.")
    ] = False,
    mutants: Annotated[
        bool,
        typer.Option("--mutants", help="Only try which small changes to the reference show."),
    ] = False,
    assignment: AssignmentOption = DEFAULT,
) -> None:
    """Make the golden pictures and their tolerances, or verify them."""
    from grader.cli.commands.golden import make_goldens, try_mutants_of, verify_goldens

    if mutants:
        raise typer.Exit(try_mutants_of(assignment))
    raise typer.Exit(
        verify_goldens(assignment) if verify else make_goldens(assignment, quick=quick)
    )


def template(assignment: AssignmentOption = DEFAULT) -> None:
    """Make the templates and notebooks from the reference solution, in every language."""
    from grader.cli.commands.template import write_templates

    raise typer.Exit(write_templates(assignment))


def kit(
    out: Annotated[Path, typer.Argument(help="The folder, or the zip, to make.")],
    as_zip: Annotated[bool, typer.Option("--zip", help="Make a zip.")] = False,
    assignment: AssignmentOption = DEFAULT,
) -> None:
    """Make the students' kit, and check that it has no solution and nothing hidden."""
    from grader.cli.commands.kit import make_kit

    raise typer.Exit(make_kit(out, assignment, as_zip=as_zip or out.suffix == ".zip"))


def pack(
    platform: Annotated[str, typer.Argument(help="`list` shows all platforms.")],
    out: Annotated[Path, typer.Argument(help="The zip, or the folder, to make.")] = Path(),
    assignment: AssignmentOption = DEFAULT,
) -> None:
    """Make the files that a platform grades with; some packs hold the hidden cases."""
    from grader.cli.commands.pack import make_pack

    raise typer.Exit(make_pack(platform, out, assignment))


def mark(
    folder: FolderArgument,
    name: NameArgument,
    blank: Annotated[str, typer.Option(help="The blank's name, as in the report.")],
    score: Annotated[float | None, typer.Option(help="The new points.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Restore the grader's own mark.")] = False,
    note: NoteOption = "",
    by: ByOption = "",
    lang: PagesLanguageOption = "",
) -> None:
    """Change the mark of a blank. It stays changed when the submission is graded again."""
    from grader.cli.commands import gradebook

    with gradebook.editing(folder, by, note, lang) as edit:
        gradebook.mark(edit, name, blank, score, undo=undo)


def late(
    folder: FolderArgument,
    table: Annotated[
        Path | None,
        typer.Argument(metavar="[CSV]", help="Has the columns submission, penalty_percent."),
    ] = None,
    deadline: Annotated[
        str, typer.Option(help="Instead of a CSV: when it was due, as in 2026-11-20T23:59+01:00.")
    ] = "",
    percent_a_day: Annotated[
        float, typer.Option(help="How much less for each day that has begun since the deadline.")
    ] = 10.0,
    at_most: Annotated[float, typer.Option(help="The largest penalty, in percent.")] = 100.0,
    note: NoteOption = "",
    by: ByOption = "",
    lang: PagesLanguageOption = "",
) -> None:
    """Set late penalties, by a CSV or by a rule; 0 percent removes one.

    A submission that is not in the CSV keeps its penalty; so does one whose time is not known.
    """
    from grader.cli.commands import gradebook
    from grader.cli.commands.late import late as late_by_table
    from grader.cli.commands.late import late_by_rule
    from grader.results.penalties import LateRule

    with gradebook.editing(folder, by, note, lang) as edit:
        if table is not None and not deadline:
            late_by_table(edit, table)
        elif table is None and deadline:
            late_by_rule(edit, LateRule.of(deadline, percent_a_day, at_most))
        else:
            raise BadInput(
                Message("Penalties follow either from a CSV file or from a deadline."),
                Message("Give one of the two: CSV, or --deadline."),
            )


def note(
    folder: FolderArgument,
    name: NameArgument,
    text: Annotated[str, typer.Argument(help="The note that the student sees.")],
    by: ByOption = "",
    lang: PagesLanguageOption = "",
) -> None:
    """Add a note to a report."""
    from grader.cli.commands import gradebook

    with gradebook.editing(folder, by, text, lang) as edit:
        gradebook.note(edit, name)


def regrade(
    folder: FolderArgument,
    name: NameArgument,
    note: NoteOption = "",
    by: ByOption = "",
    lang: PagesLanguageOption = "",
) -> None:
    """Make the next `grade` mark a submission again. Changed marks stay changed."""
    from grader.cli.commands import gradebook

    with gradebook.editing(folder, by, note, lang) as edit:
        gradebook.regrade(edit, name)


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
    lang: PagesLanguageOption = "",
) -> None:
    """Remove submissions from the results, with their pages. No other command does."""
    from grader.cli.commands import gradebook

    with gradebook.editing(folder, by, note, lang) as edit:
        gradebook.forget(edit, names or [], not_in)


def changes(
    folder: FolderArgument,
    name: Annotated[str, typer.Argument(help="Only this submission.")] = "",
) -> None:
    """Show everything that was changed by hand, when and by whom."""
    from grader.cli.commands import gradebook

    gradebook.show_changes(folder, name)


COMMANDS = (golden, template, kit, pack, mark, late, note, regrade, forget, changes)
