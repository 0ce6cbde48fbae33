"""`late`: penalties for being late, by a CSV file or by a rule."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.cli.commands.gradebook import Edit, named
from grader.core.adjustments import late_penalty
from grader.core.errors import BadInput
from grader.core.text import Message
from grader.results.folder import restate_report
from grader.results.gradebook import Gradebook
from grader.results.penalties import LateRule, read_penalties


def late(edit: Edit, table: Path) -> None:
    """Set the late penalties that a CSV file gives."""
    penalties = read_penalties(table)
    with edit.book() as book:
        known = named(book.reports())
        own = {known.find(name): percent for name, percent in penalties.items()}
        changed = _set_penalties(book, own, edit)
    print(f"{changed} of {len(penalties)} late penalties are new or changed.")


def late_by_rule(edit: Edit, rule: LateRule) -> None:
    """Set the late penalties that follow from when each submission was handed in."""
    with edit.book() as book:
        penalties, unknown = rule.penalties(book.reports())
        if not penalties:
            raise BadInput(
                Message("The gradebook does not know when these submissions were handed in."),
                Message(
                    "Grade with --roster and Moodle's grading worksheet, which has the times, or "
                    "give a CSV file of penalties."
                ),
            )
        changed = _set_penalties(book, penalties, edit)
    late_ones = sum(percent > 0 for percent in penalties.values())
    print(f"{late_ones} of {len(penalties)} are late; {changed} penalties are new or changed.")
    for name in unknown:
        print(f"  {name} is late, but it is not known by how much: no penalty was set.")


def _set_penalties(book: Gradebook, penalties: Mapping[str, float], edit: Edit) -> int:
    """Keep the penalties, and put them into the pages; how many are new or changed."""
    changes, reports = book.changes_by_name(), {each.submission: each for each in book.reports()}
    # Not what the reports say: a penalty is set and taken back before there is a mark, too.
    before = {name: late_penalty(changes.get(name, ())) for name in penalties}
    changed = [name for name, percent in penalties.items() if before[name] != percent]
    book.change(
        edit.change(reports[name], "late", old=before[name], new=penalties[name])
        for name in changed
    )
    after = {report.submission: report for report in book.reports()}
    for name in changed:
        restate_report(after[name], edit.folder, edit.language)
    return len(changed)
