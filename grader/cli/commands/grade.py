"""`grade`: a folder of submissions, graded in parallel into one gradebook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
import sqlite3

from grader.cli.pages import report_pages
from grader.cli.progress import Progress
from grader.cli.terminal import show_changed, show_marks, show_missing
from grader.core.errors import BadInput
from grader.core.language import Language
from grader.core.report import Report
from grader.core.subject import Subject
from grader.core.text import Message
from grader.handout.handed_out import templates_here
from grader.intake import AskedOfClass, Intake, collect
from grader.intake.notebook import python_of
from grader.intake.roster import Roster
from grader.intake.times import deadline_of
from grader.jail.proof.protections import Machine, probe
from grader.jail.run.machine_size import graders_that_fit
from grader.marking.batch import Task, grade_all
from grader.marking.confining import refuse_strangers
from grader.marking.session import GraderPool, ReadyAssignment
from grader.results.alike import groups_alike
from grader.results.folder import (
    page_path,
    report_path,
    write_results,
)
from grader.results.gradebook import Gradebook
from grader.results.html.class_page import ClassNotes
from grader.results.html.report_page import ReportPages
from rich.console import Console

NOTES = 20
"""At most this many notes on stray and duplicate files are printed."""

TakeIn = Callable[[Sequence[str]], Intake]
"""Given the functions that students fill in: the submissions."""

CONTINUES = Message("The results so far are kept: run the same command again to continue.")


def grade_folder(
    folder: Path,
    out: Path,
    assignment: Path,
    workers: int,
    language: Language,
    *,
    unconfined: bool,
    take_in: TakeIn | None = None,
) -> int:
    """Grade what is new or changed and write all results; returns the exit status. Raises BadInput.

    `take_in` gives the submissions, where they are not those of the class in `folder`. The status
    is 0 when everything is graded, 1 when something could not be, 130 when stopped by Ctrl-C.
    """
    _ = language.translate
    try:
        return _grade_folder(
            folder,
            out,
            assignment,
            workers,
            language,
            unconfined=unconfined,
            take_in=take_in or partial(collect, folder),
        )
    except KeyboardInterrupt:
        print(_("Stopped."), language.say(CONTINUES))
        return 130
    except (OSError, sqlite3.Error) as error:  # a full disk, most likely
        raise BadInput(
            Message("Grading into {out} was interrupted: {error}.", out=out, error=error), CONTINUES
        ) from error


def class_in(folder: Path, roster: Path | None, leave_out: Sequence[str], deadline: str) -> TakeIn:
    """What takes in the class in a folder or zip, with what is known of it. Raises BadInput."""
    asked = AskedOfClass(
        tuple(leave_out),
        None if roster is None else Roster.read(roster),
        deadline_of(deadline) if deadline else None,
    )
    return partial(collect, folder, asked=asked)


def _grade_folder(
    folder: Path,
    out: Path,
    assignment: Path,
    workers: int,
    language: Language,
    *,
    unconfined: bool,
    take_in: TakeIn,
) -> int:
    if out.resolve().is_relative_to(folder.resolve()):
        raise BadInput(
            Message(
                "{out} is inside {folder} and would be marked as a submission.",
                out=out,
                folder=folder,
            ),
            Message("Choose a folder outside it for --out."),
        )
    if out.exists() and not out.is_dir():
        raise BadInput(
            Message("{out} is not a folder.", out=out),
            Message("Choose a folder for --out; it need not exist yet."),
        )
    ready = ReadyAssignment.open(assignment)
    submissions = _take_in(ready, take_in, language)
    machine = None if unconfined else _confining_machine(ready, folder, out)
    tasks = [Task(submission, ready.key(submission)) for submission in submissions]
    keys = {task.submission.name: task.key for task in tasks}
    pages = report_pages(ready, language)
    with Gradebook.open(out, ready.assignment.title) as book:
        book.keep_language(language.short)
        before = book.reports()
        for report in book.hand_in(submissions, keys, ready.assignment.max_score):
            pages.write(report_path(out, report), report)
        waiting = [task for task in tasks if not _is_done(task, book, out)]
        stopped = _grade(ready, machine, waiting, len(tasks), workers, book, out, pages)
        missing = book.keep_missing(keys, ready.key)
        book.keep_groups(_groups(book, submissions, missing, ready.subject))
        book.keep_notes(submissions.notes)
        everybody, notes = book.reports(), ClassNotes(book.groups(), book.notes())
    write_results(everybody, out, ready.assignment.title, language, notes)
    reports = [report for report in everybody if report.submission in keys]
    show_marks(Console(highlight=False), reports, language)
    show_changed(before, reports, language)
    show_missing(missing, folder, out, language)
    _ = language.translate
    print(_("Results: {path}, grades.csv, grades.json, reports/").format(path=out / "index.html"))
    not_graded = sum(report.status == "not_graded" for report in reports)
    if not_graded:
        words = _(
            "{count} not graded, through no fault of the students. "
            "Run the same command to try again."
        )
        print(words.format(count=not_graded))
    if stopped:
        words = _("Stopped with {count} of {total} graded.")
        done = words.format(count=len(reports) - not_graded, total=len(tasks))
        print(f"{done} {language.say(CONTINUES)}")
        return 130
    return 1 if not_graded else 0


def _is_done(task: Task, book: Gradebook, out: Path) -> bool:
    """Whether there is nothing to do: there is a result with this key, and its page."""
    name = task.submission.name
    return book.is_done(name, task.key) and page_path(out, name).exists()


def _groups(
    book: Gradebook, submissions: Intake, missing: Sequence[Report], subject: Subject
) -> list[list[str]]:
    """Groups of similar sources among all that were ever handed in: late work may be a copy of
    early work.

    Where the gradebook has no source, only the earlier groups are known.
    """
    earlier = book.handed_in({each.name for each in submissions})
    partners = book.keep_partners(submissions.partners, {each.name for each in submissions})
    unseen = {report.submission for report in missing} - {each.name for each in earlier}
    known = ([name for name in group if name in unseen] for group in book.groups())
    found = groups_alike([*submissions, *earlier], begun_with(subject), partners)
    return [*found, *(group for group in known if len(group) > 1)]


def begun_with(subject: Subject) -> list[bytes]:
    """The source that students began with, of files and of notebooks."""
    return [
        python_of(data) if name.endswith(".ipynb") else data
        for name, data in templates_here(subject).items()
    ]


def _take_in(ready: ReadyAssignment, take_in: TakeIn, language: Language) -> Intake:
    """The submissions. Prints a note on everything that was left out or chosen among several."""
    _ = language.translate
    submissions = take_in([name for each in ready.marker.blanks for name in each.functions])
    for note in submissions.notes[:NOTES]:
        print(language.say(note))
    rest = len(submissions.notes) - NOTES
    if rest > 0:
        words = _("And {count} more notes on what was handed in: the class page has all of them.")
        print(words.format(count=rest))
    return submissions


def _grade(
    ready: ReadyAssignment,
    machine: Machine | None,
    waiting: Sequence[Task],
    total: int,
    workers: int,
    book: Gradebook,
    out: Path,
    pages: ReportPages,
) -> bool:
    """Grade what is waiting and keep each result as it comes; returns whether Ctrl-C stopped it."""
    if not waiting:
        return False
    count = min(workers or graders_that_fit(), len(waiting))
    try:
        with (
            GraderPool(ready, machine, count) as pool,
            Progress(total, total - len(waiting)) as progress,
        ):
            for graded in grade_all(waiting, pool.graders, pool.replace):
                pages.write(report_path(out, graded.report), graded.report, graded.pictures)
                book.put(graded.report)
                progress.advance(graded.report)
    except KeyboardInterrupt:
        return True
    return False


def _confining_machine(ready: ReadyAssignment, folder: Path, out: Path) -> Machine:
    """The machine; prints one line on its missing protections.

    Raises BadInput where a stranger's code could reach what must be kept from it.
    """
    machine = probe()
    missing = [each.name for each in machine.protections if not each.holds]
    held = [each.name for each in machine.protections if each.holds]
    print(f"Protected by {', '.join(held) or 'nothing'}.", end=" ")
    print(f"Not by {', '.join(missing)}: see python -m grader doctor." if missing else "")
    out.mkdir(parents=True, exist_ok=True)
    refuse_strangers(machine, ready, (folder, out))
    return machine
