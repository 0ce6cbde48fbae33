"""`grade`: a folder of submissions, graded in parallel into one gradebook."""

from __future__ import annotations

from collections.abc import Sequence
import os
from pathlib import Path
import sqlite3

from grader.alike import groups_alike
from grader.assembly import GraderPool, ReadyAssignment
from grader.batch import Task, grade_all
from grader.confining import refuse_strangers
from grader.errors import BadInput
from grader.goldens import REFERENCE
from grader.gradebook import Gradebook
from grader.intake import Intake, collect
from grader.jail.protections import Machine, probe
from grader.language import Language, languages, message
from grader.progress import Progress
from grader.results import report_path, write_report, write_results
from grader.template import make_template
from grader.terminal import show_marks
from rich.console import Console

NOTES = 20
"""So many sentences on stray and doubled files are printed."""

CONTINUES = message("What is graded is kept: the same command continues.")


def grade_folder(
    folder: Path,
    out: Path,
    assignment: Path,
    workers: int,
    language: Language,
    *,
    unconfined: bool,
) -> int:
    """Grade what is new or changed, write all results; the exit status. Raises BadInput.

    0 when everything is graded, 1 when something could not be, 130 when stopped by Ctrl-C.
    """
    _ = language.translate
    try:
        return _grade_folder(folder, out, assignment, workers, language, unconfined=unconfined)
    except KeyboardInterrupt:
        print(_("Stopped."), _(CONTINUES))
        return 130
    except (OSError, sqlite3.Error) as error:  # a full disk, most likely
        raise BadInput(f"Grading into {out} broke off: {error}.", CONTINUES) from error


def _grade_folder(
    folder: Path,
    out: Path,
    assignment: Path,
    workers: int,
    language: Language,
    *,
    unconfined: bool,
) -> int:
    ready = ReadyAssignment.open(assignment)
    submissions = _take_in(ready, folder)
    machine = None if unconfined else _confining_machine(ready, folder, out)
    tasks = [Task(submission, ready.key(submission)) for submission in submissions]
    current = {(task.submission.name, task.key) for task in tasks}
    with Gradebook.open(out, ready.assignment.title) as book:
        book.keep_only({submission.name for submission in submissions})
        waiting = [task for task in tasks if not book.is_done(task.submission.name, task.key)]
        stopped = _grade(ready, machine, waiting, len(tasks), workers, book, out, language)
        groups = groups_alike(submissions, _handed_out())
        book.keep_groups(groups)
        # Not the old mark of a submission that has changed, and is still to be graded again.
        reports = [each for each in book.reports() if (each.submission, each.key) in current]
    write_results(reports, out, ready.assignment.title, language, groups)
    show_marks(Console(highlight=False), reports, language)
    _ = language.translate
    print(_("Results: {path}, grades.csv, grades.json, reports/").format(path=out / "index.html"))
    not_graded = sum(report.status == "not_graded" for report in reports)
    if not_graded:
        words = _("{count} not graded, by no fault of theirs. The same command tries again.")
        print(words.format(count=not_graded))
    if stopped:
        words = _("Stopped with {count} of {total} graded.")
        done = words.format(count=len(reports) - not_graded, total=len(tasks))
        print(f"{done} {_(CONTINUES)}")
        return 130
    return 1 if not_graded else 0


def _handed_out() -> list[bytes]:
    """What students began with, where there is a reference to make it of."""
    if not REFERENCE.exists():
        return []
    reference = REFERENCE.read_text("utf-8")
    return [make_template(reference, language).encode() for language in languages()]


def _take_in(ready: ReadyAssignment, folder: Path) -> Intake:
    """The submissions; what was left out or chosen among several is said, never dropped."""
    functions = tuple(name for blank in ready.marker.subject.blanks for name in blank.functions)
    submissions = collect(folder, functions=functions)
    for note in submissions.notes[:NOTES]:
        print(note)
    if len(submissions.notes) > NOTES:
        print(f"And {len(submissions.notes) - NOTES} more notes on what was handed in.")
    return submissions


def _grade(
    ready: ReadyAssignment,
    machine: Machine | None,
    waiting: Sequence[Task],
    total: int,
    workers: int,
    book: Gradebook,
    out: Path,
    language: Language,
) -> bool:
    """Grade what is waiting, each result kept as it comes; whether Ctrl-C stopped it."""
    if not waiting:
        return False
    count = min(workers or os.cpu_count() or 1, len(waiting))
    try:
        with (
            GraderPool(ready, machine, count) as pool,
            Progress(total, total - len(waiting)) as progress,
        ):
            for graded in grade_all(waiting, pool.graders, pool.replace):
                write_report(graded, ready, report_path(out, graded.report), language=language)
                book.put(graded.report)
                progress.advance(graded.report)
    except KeyboardInterrupt:
        return True
    return False


def _confining_machine(ready: ReadyAssignment, folder: Path, out: Path) -> Machine:
    """The machine, whose protections are said in one line.

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
