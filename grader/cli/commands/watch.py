"""`watch`: one file, marked again at every save, until Ctrl-C."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
import signal
import time
import webbrowser

from grader.cli.pages import report_pages
from grader.cli.saves import saves
from grader.cli.terminal import show_report
from grader.core.errors import BadInput
from grader.core.language import Language
from grader.core.submission import Submission
from grader.intake import read_one
from grader.jail.proof.protections import probe
from grader.jail.run.start import Start
from grader.marking.confining import unprotected
from grader.marking.mark_one import one_by_one
from grader.marking.session import ReadyAssignment
from grader.marking.tries import Graded
from grader.results.html.page import Stamp
from rich.console import Console


def watch_file(
    path: Path,
    assignment: Path,
    html: Path,
    language: Language,
    start: Start | None = None,
    *,
    in_browser: bool = False,
) -> int:
    """Mark a file, and again whenever it is saved; the exit status, 0. Raises BadInput.

    `start` is as for a `GraderPool`. `in_browser` opens the report once it is there.
    """
    read_one(path)
    ready = ReadyAssignment.open(assignment)
    pages = report_pages(ready, language)
    machine = probe()
    # A terminal that is closed, or a tool that ends its children, must leave nothing behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console = Console(highlight=False)
    _ = language.translate
    last: Graded | None = None
    try:
        with Stamp(html) as stamp, one_by_one(ready, machine, start) as servers:
            for submission in _submissions(path, console, language):
                with console.status(_("Marking")):
                    last = servers.mark(submission)
                watched = stamp.next()
                pages.write(html, last.report, last.pictures, watched)
                stamp.show(watched)
                if in_browser:
                    in_browser = False
                    _open(html, console, language)
                _show(console, last, html, language)
                if warning := unprotected(machine, language):
                    console.print(f"[dim]  {warning}[/]")
    except KeyboardInterrupt:
        console.print("\n" + _("Stopped watching {path}.").format(path=path), markup=False)
    if last is not None:
        pages.write(html, last.report, last.pictures)
    return 0


def _submissions(path: Path, console: Console, language: Language) -> Iterator[Submission]:
    """What is in the file after each save that changed it."""
    before: Submission | None = None
    _ = language.translate
    gone = _("Waiting for {path} to reappear.").format(path=path)
    for _saved in saves(path, lambda: console.print(gone, markup=False)):
        try:
            with language.errors():
                submission = read_one(path)
        except BadInput as error:  # most often the file is empty, or gone again
            console.print(str(error), markup=False)
            continue
        if submission != before:
            before = submission
            yield submission


def _show(console: Console, graded: Graded, html: Path, language: Language) -> None:
    _ = language.translate
    console.clear()
    console.print(f"[dim]{time.strftime('%H:%M:%S')}[/]  ", end="")
    show_report(console, graded.report, language)
    where = _("Your pictures beside the expected ones: {path}").format(path=html)
    console.print(f"  {where}", markup=False)
    note = _("Marked again at every save; Ctrl-C ends it.")
    console.print(f"[dim]  {note}[/]")


def _open(html: Path, console: Console, language: Language) -> None:
    """Open the report, or say that there is no browser to open it with."""
    with suppress(webbrowser.Error):
        browser = webbrowser.get()
        # One of the terminal's own would take the terminal away.
        if type(browser) is not webbrowser.GenericBrowser and browser.open(html.resolve().as_uri()):
            return
    none = language.translate("No browser was found: open {path} yourself.").format(path=html)
    console.print(none, markup=False)
