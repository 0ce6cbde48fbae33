"""The command line: one small function per command; the work is done elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import sys
from typing import Annotated

from grader.cli.gradebook_commands import add_commands
from grader.core.assignment import DEFAULT
from grader.core.errors import BadInput, import_problem
from grader.core.language import Language, find_language
import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Grades the Guided Grad-CAM assignment by comparing pictures with golden ones.",
)

AssignmentOption = Annotated[
    Path, typer.Option("--assignment", help="The assignment.toml to mark by.", show_default=False)
]
LanguageOption = Annotated[
    str,
    typer.Option("--lang", help="en or zh; the default follows the locale.", show_default=False),
]
Unconfined = Annotated[
    bool, typer.Option("--unconfined", help="Grade even where student code cannot be confined.")
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
    lang: LanguageOption = "",
) -> None:
    """Mark one file. Exit status: 0 full marks, 1 fewer, 2 nothing to mark."""
    from grader.cli.commands.check import check_file

    if html is None and not json:
        html = _beside(file)
    with _language(lang) as language:
        raise typer.Exit(check_file(file, assignment, html, language, as_json=json))


@app.command()
def watch(
    file: Annotated[Path, typer.Argument(help="The file you are working on.")],
    assignment: AssignmentOption = DEFAULT,
    html: Annotated[
        Path | None,
        typer.Option(help="Where to write the report with pictures; default: beside FILE."),
    ] = None,
    lang: LanguageOption = "",
) -> None:
    """Mark one file again at every save; the report reloads by itself. Ctrl-C ends it."""
    from grader.cli.commands.watch import watch_file

    html = html or _beside(file)
    with _language(lang) as language:
        raise typer.Exit(watch_file(file, assignment, html, language))


@app.command()
def grade(
    folder: Annotated[Path, typer.Argument(help="What was handed in: a folder or a zip.")],
    out: Annotated[Path, typer.Option(help="The folder for gradebook and reports.")],
    assignment: AssignmentOption = DEFAULT,
    workers: Annotated[
        int, typer.Option(min=0, help="How many to grade at once; 0: as many as fit the machine.")
    ] = 0,
    unconfined: Unconfined = False,
    lang: LanguageOption = "",
) -> None:
    """Mark a folder or a zip of submissions. If it is stopped, run it again to resume."""
    from grader.cli.commands.grade import grade_folder
    from grader.results.gradebook_file import language_in

    with _language(lang or language_in(out)) as language:
        done = grade_folder(folder, out, assignment, workers, language, unconfined=unconfined)
        raise typer.Exit(done)


@app.command()
def run(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="A format of `export list`.")],
    submitted: Annotated[Path, typer.Argument(help="The file or folder that was handed in.")],
    out: Annotated[Path, typer.Option(help="Where the platform looks for results.")],
    hidden_cases: Annotated[
        str, typer.Option(help="hidden, after_due_date, after_published or visible.")
    ] = "hidden",
    submitted_at: Annotated[str, typer.Option(help="When it was handed in, ISO 8601.")] = "",
    assignment: AssignmentOption = DEFAULT,
    unconfined: Unconfined = False,
) -> None:
    """Mark one submission for a platform. Exit status: 0 results written, 1 the grader failed."""
    from grader.cli.commands.run import Run, run_one

    asked = Run(form, submitted, out, hidden_cases, submitted_at, unconfined)
    raise typer.Exit(run_one(asked, assignment))


@app.command()
def github(
    folder: Annotated[Path, typer.Argument(help="The student's checkout.")] = Path(),
    out: Annotated[Path, typer.Option(help="The folder for report.html and junit.xml.")] = Path(
        "report"
    ),
    assignment: AssignmentOption = DEFAULT,
) -> None:
    """Mark a checkout in a workflow on GitHub: summary, annotations, JUnit. Exits like `check`."""
    from grader.cli.commands.github import mark_checkout

    raise typer.Exit(mark_checkout(folder, out, assignment))


@app.command()
def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="`list` shows all formats.")],
    folder: Annotated[
        Path, typer.Option("--from", help="The folder that `grade --out` wrote.")
    ] = Path(),
    out: Annotated[Path | None, typer.Option(help="The file, or folder, to write.")] = None,
    submission: Annotated[str, typer.Option(help="Only this submission.")] = "",
    roster: Annotated[
        Path | None, typer.Option(help="The platform's own list of students, as CSV.")
    ] = None,
    canvas_id: Annotated[str, typer.Option(help="The assignment's number in Canvas.")] = "",
    hidden_cases: Annotated[
        str, typer.Option(help="hidden, after_due_date, after_published or visible.")
    ] = "hidden",
    submitted_at: Annotated[str, typer.Option(help="When it was handed in, ISO 8601.")] = "",
    assignment: AssignmentOption = DEFAULT,
) -> None:
    """Write the marks in the format of a learning platform."""
    from grader.cli.commands.export import Wanted, export_grades

    wanted = Wanted(form, folder, out, submission, roster, canvas_id, hidden_cases, submitted_at)
    raise typer.Exit(export_grades(wanted, assignment))


@app.command()
def golden(
    verify: Annotated[
        bool, typer.Option("--verify", help="Only check that the reference still makes them.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="For a trial: run only a sample of the mistakes.")
    ] = False,
    assignment: AssignmentOption = DEFAULT,
) -> None:
    """Make the golden pictures and their tolerances, or verify them."""
    from grader.cli.commands.golden import make_goldens, verify_goldens

    raise typer.Exit(
        verify_goldens(assignment) if verify else make_goldens(assignment, quick=quick)
    )


@app.command()
def template() -> None:
    """Make student_template.py from reference_solution.py, in every language."""
    from grader.cli.commands.template import write_template

    raise typer.Exit(write_template())


@app.command()
def kit(
    out: Annotated[Path, typer.Argument(help="The folder, or the zip, to make.")],
    as_zip: Annotated[bool, typer.Option("--zip", help="Make a zip.")] = False,
    assignment: AssignmentOption = DEFAULT,
) -> None:
    """Make the students' kit, and check that it has no solution and nothing hidden."""
    from grader.cli.commands.kit import make_kit

    raise typer.Exit(make_kit(out, assignment, as_zip=as_zip or out.suffix == ".zip"))


@app.command()
def pack(
    platform: Annotated[str, typer.Argument(help="`list` shows all platforms.")],
    out: Annotated[Path, typer.Argument(help="The zip, or the folder, to make.")] = Path(),
    assignment: AssignmentOption = DEFAULT,
) -> None:
    """Make the files that a platform grades with; some packs hold the hidden cases."""
    from grader.cli.commands.pack import make_pack

    raise typer.Exit(make_pack(platform, out, assignment))


@app.command()
def schema() -> None:
    """Print the JSON Schema of the report: what each field means."""
    import json

    from grader.core.report import schema as schema_of_report

    print(json.dumps(schema_of_report(), indent=1))


@app.command()
def doctor(assignment: AssignmentOption = DEFAULT) -> None:
    """Say which protections against student code hold on this machine, and whether `grade` runs."""
    from grader.cli.commands.doctor import examine

    raise typer.Exit(examine(assignment))


add_commands(app)


def _beside(file: Path) -> Path:
    """Where a file's report is written. The file's path may be anything, `.` and `/` as well."""
    return file.parent / f"{file.stem}.report.html"


@contextmanager
def _language(asked: str) -> Iterator[Language]:
    """The language asked for, or that of the locale; what the block refuses is said in it."""
    language = find_language(asked, os.environ)
    with language.errors():
        yield language


def main() -> None:
    """Run a command; input that cannot be used is a sentence and exit status 2."""
    try:
        app()
    except BadInput as error:
        print(f"{error.problem}\n{error.remedy}".strip(), file=sys.stderr)
        sys.exit(2)
    except ImportError as error:
        language = find_language("", os.environ)
        print(language.say(import_problem(error)), file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(130)
