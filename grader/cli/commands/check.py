"""`check`: one file, marked on the student's own machine or in CI."""

from __future__ import annotations

from pathlib import Path
import sys

from grader.cli.pages import report_pages
from grader.cli.terminal import show_report
from grader.core.language import Language
from grader.intake import read_one
from grader.jail.proof.protections import probe
from grader.jail.run.start import Start
from grader.marking.confining import unprotected
from grader.marking.mark_one import mark_one
from grader.marking.session import ReadyAssignment
from rich.console import Console


def check_file(
    path: Path,
    assignment: Path,
    html: Path | None,
    language: Language,
    start: Start | None = None,
    *,
    as_json: bool,
) -> int:
    """Mark a file, show its report and write it to `html`; the exit status. Raises BadInput.

    The JSON is always in English. `start` is as for a `GraderPool`.
    """
    submission = read_one(path)
    ready = ReadyAssignment.open(assignment)
    machine = probe()
    if warning := unprotected(machine, language):
        print(warning, file=sys.stderr)
    graded = mark_one(submission, ready, machine, start)
    report = graded.report
    if html is not None:
        pages = report_pages(ready, language)
        pages.write(html, report, graded.pictures)
    if as_json:
        print(report.model_dump_json(indent=1))
    else:
        show_report(Console(highlight=False), report, language)
        if html is not None:
            _ = language.translate
            print("  " + _("Your pictures beside the expected ones: {path}").format(path=html))
    if report.score is None:
        return 2
    return 0 if report.full_marks else 1
