"""The command line: the groups of commands that are here, one small function per command.

A student's kit has only the first group, a platform's pack the first two. The work is done
elsewhere, and imported only when its command runs.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from io import TextIOWrapper
import os
import sys

from grader.core.errors import BadInput, import_problem
from grader.core.help_texts import translated
from grader.core.language import find_language
import typer

GROUPS = ("student", "platform", "instructor")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Marks assignments that are answered in pictures, by comparing them with golden ones.",
)
for group in GROUPS:
    if find_spec(f"grader.cli.{group}") is not None:
        for command in import_module(f"grader.cli.{group}").COMMANDS:
            app.command()(command)


def main() -> None:
    """Run a command. Input that cannot be used gives a sentence and exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal may not know every letter of a name; that must not end what was asked for.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        translated(app, sys.argv[1:], os.environ)()
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
