"""`export`: the marks in a folder that `grade` wrote, in a platform's own format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
import os
from pathlib import Path
import sys
from typing import cast, get_args

from grader.core.assignment import Assignment
from grader.core.errors import BadInput
from grader.core.language import ENGLISH, Language
from grader.core.naming import Named
from grader.core.report import Report
from grader.core.text import Message
from grader.core.toml import validated
from grader.intake.roster import Roster
from grader.results.exports import FORMATS, ExportContext, format_named
from grader.results.exports.delivery import (
    Delivery,
    Unreadable,
    counted,
    deliver,
    deliver_feedback,
    read_grades,
)
from grader.results.exports.feedback import FEEDBACK, HandedIn
from grader.results.folder import report_path
from grader.results.gradebook import Gradebook


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    form: str
    folder: Path
    out: Path | None
    submission: str = ""
    roster: Path | None = None
    canvas_id: str = ""
    hidden_cases: str = "hidden"
    submitted_at: str = ""
    unreadable: str = "ask"
    leave_out: tuple[str, ...] = ()


def export_grades(wanted: Wanted, assignment: Path, language: Language = ENGLISH) -> int:
    """Write the files; the exit status, 1 where the format cannot hold a submission.

    Raises BadInput.
    """
    if wanted.form == "list":
        descriptions = {
            **{name: known.description for name, known in FORMATS.items()},
            **{name: known.description for name, known in FEEDBACK.items()},
        }
        for name, description in descriptions.items():
            print(f"{name:<18} {language.translate(description)}")
        return 0
    if wanted.form not in FEEDBACK:
        format_named(wanted.form, FEEDBACK)
    title, reports = _wanted_reports(wanted)
    if wanted.out is None:
        raise BadInput(
            Message("No output was named."),
            Message("Add --out FILE, or --out FOLDER for several files."),
        )
    context = _context(wanted, title, assignment)
    delivery = _deliver(wanted, reports, context, wanted.out)
    count = len(delivery.files)
    _ = language.translate
    words = _("1 file for {form}: {out}") if count == 1 else _("{count} files for {form}: {out}")
    print(words.format(count=count, form=wanted.form, out=wanted.out))
    for sentence in delivery.refused:
        print(language.say(sentence), file=sys.stderr)
    return 1 if delivery.refused else 0


def _wanted_reports(wanted: Wanted) -> tuple[str, tuple[Report, ...]]:
    """The assignment's title, and the reports that were asked for. Raises BadInput."""
    title, reports = read_grades(wanted.folder)
    named = Named({each.submission: each.student for each in reports})
    left_out = {named.find(text) for text in wanted.leave_out}
    reports = tuple(each for each in reports if each.submission not in left_out)
    if wanted.submission:
        name = named.find(wanted.submission)
        reports = tuple(each for each in reports if each.submission == name)
    return title, reports


def _deliver(
    wanted: Wanted, reports: Sequence[Report], context: ExportContext, out: Path
) -> Delivery:
    if wanted.form not in FEEDBACK:
        reports = counted(reports, _unreadable(wanted.unreadable), context.points)
        return deliver(format_named(wanted.form), reports, context, out)
    with Gradebook.open_existing(wanted.folder) as book:
        origins = {each.name: each.origin for each in book.handed_in()}
    handed_in = [
        HandedIn(each, origins.get(each.submission, ""), report_path(wanted.folder, each))
        for each in reports
        if each.status != "not_graded"
    ]
    return deliver_feedback(FEEDBACK[wanted.form], handed_in, context, out)


def _unreadable(said: str) -> Unreadable:
    for known in get_args(Unreadable):
        if said == known:
            return cast(Unreadable, known)
    raise BadInput(
        Message("--unreadable is {said}.", said=repr(said)),
        Message("Choose one of {known}.", known=", ".join(get_args(Unreadable))),
    )


def _context(wanted: Wanted, title: str, assignment: Path) -> ExportContext:
    table: dict[str, object] = {
        "title": title,
        "generated_at": datetime.now(timezone.utc),
        "submitted_at": wanted.submitted_at or None,
        "points": Assignment.read(assignment).points,
        "environment": dict(os.environ),
        "roster": None if wanted.roster is None else Roster.read(wanted.roster),
        "canvas_id": wanted.canvas_id,
        "hidden_cases": wanted.hidden_cases,
    }
    return validated(ExportContext, table, Path("the command line"))
