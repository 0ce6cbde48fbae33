"""The command line: one small function a command; the work is done elsewhere."""

from __future__ import annotations

from pathlib import Path
import sys
from typing import Annotated

from grader.assignment import DEFAULT
from grader.errors import BadInput, import_problem
import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Marks the Guided Grad-CAM assignment, by comparing pictures with golden ones.",
)

AssignmentOption = Annotated[
    Path, typer.Option("--assignment", help="The assignment.toml to mark by.", show_default=False)
]
Unconfined = Annotated[
    bool, typer.Option("--unconfined", help="Run strangers' code without protection.")
]


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="The filled-in student_template.py.")],
    assignment: AssignmentOption = DEFAULT,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    html: Annotated[
        Path | None,
        typer.Option(help="Where to write the report with pictures; default: beside FILE."),
    ] = None,
) -> None:
    """Mark one file. Exit status: 0 full marks, 1 fewer, 2 nothing that can be marked."""
    from grader.commands.check import check_file

    if html is None and not json:
        html = file.with_suffix(".report.html")
    raise typer.Exit(check_file(file, assignment, html, as_json=json))


@app.command()
def grade(
    folder: Annotated[Path, typer.Argument(help="The folder of submissions.")],
    out: Annotated[Path, typer.Option(help="The folder for gradebook and reports.")],
    assignment: AssignmentOption = DEFAULT,
    workers: Annotated[int, typer.Option(min=0, help="Graders at once; 0: one a core.")] = 0,
    unconfined: Unconfined = False,
) -> None:
    """Mark a folder of submissions. The same command again continues where it was stopped."""
    from grader.commands.grade import grade_folder

    raise typer.Exit(grade_folder(folder, out, assignment, workers, unconfined=unconfined))


@app.command()
def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="`list` shows all formats.")],
    folder: Annotated[Path, typer.Option("--from", help="The --out of `grade`.")] = Path(),
    out: Annotated[Path | None, typer.Option(help="The file, or folder, to write.")] = None,
    submission: Annotated[str, typer.Option(help="Only this submission.")] = "",
    roster: Annotated[Path | None, typer.Option(help="The platform's own list, as CSV.")] = None,
    canvas_id: Annotated[str, typer.Option(help="The assignment's number in Canvas.")] = "",
    hidden_cases: Annotated[
        str, typer.Option(help="hidden, after_due_date, after_published or visible.")
    ] = "hidden",
    submitted_at: Annotated[str, typer.Option(help="When it was handed in, ISO 8601.")] = "",
    assignment: AssignmentOption = DEFAULT,
) -> None:
    """Write marks as a learning platform reads them."""
    from grader.commands.export import Wanted, export_grades

    wanted = Wanted(form, folder, out, submission, roster, canvas_id, hidden_cases, submitted_at)
    raise typer.Exit(export_grades(wanted, assignment))


@app.command()
def golden(
    verify: Annotated[
        bool, typer.Option("--verify", help="Only say whether the reference still makes them.")
    ] = False,
    assignment: AssignmentOption = DEFAULT,
) -> None:
    """Make the golden pictures and their tolerances, or verify them."""
    from grader.commands.golden import make_goldens, verify_goldens

    raise typer.Exit((verify_goldens if verify else make_goldens)(assignment))


@app.command()
def template() -> None:
    """Make student_template.py of reference_solution.py."""
    from grader.commands.template import write_template

    raise typer.Exit(write_template())


@app.command()
def doctor() -> None:
    """Say which protections against student code hold on this machine, and what to do."""
    from grader.commands.doctor import examine

    raise typer.Exit(examine())


def main() -> None:
    """Run a command; input that cannot be used is a sentence and exit status 2."""
    try:
        app()
    except BadInput as error:
        print(f"{error.problem}\n{error.remedy}".strip(), file=sys.stderr)
        sys.exit(2)
    except ImportError as error:
        print(import_problem(error), file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(130)
