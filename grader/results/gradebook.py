"""The gradebook: one SQLite file that holds each result as soon as there is one.

SQLite's journal makes `kill -9` harmless: a result is either completely in the file or not at all,
and grading again continues with what is missing. Nothing leaves the gradebook unless it is told to
forget it: submissions that are in no folder any more keep their last result, and what was handed in
for it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timezone
import json
from pathlib import Path
import sqlite3
from typing import Any

from grader.core.adjustments import Change, adjusted
from grader.core.language import message
from grader.core.report import Report
from grader.core.submission import Submission
from grader.core.text import Message
from grader.results.gradebook_file import besides, of_student, opened, submission_of, title_in

WAITING = message("It is waiting to be graded.")


class Gradebook:
    """The results of one assignment in one output folder."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def open_existing(cls, folder: Path) -> Iterator[Gradebook]:
        """The gradebook in a folder. Raises BadInput when there is none."""
        with cls.open(folder, title_in(folder)) as book:
            yield book

    @classmethod
    @contextmanager
    def open(cls, folder: Path, title: str) -> Iterator[Gradebook]:
        """The gradebook of a folder, created if necessary.

        Raises BadInput when the folder holds something else, or cannot be written.
        """
        with opened(folder, title) as connection:
            yield cls(connection)

    def hand_in(
        self, submissions: Sequence[Submission], keys: Mapping[str, str], max_score: float
    ) -> list[Report]:
        """Keep what was handed in; `keys` are the keys under which each submission will be graded.

        From now on each has a row. A result with another key does not belong to what is there now
        and is removed at once, so that it is never shown, whatever happens to this run. Returns the
        new rows, which have no mark yet.
        """
        waiting = []
        with self._all_or_none():
            reports = {report.submission: report for report in self.as_graded()}
            self._connection.executemany(
                "INSERT OR REPLACE INTO handed_in VALUES (?, ?, ?)",
                [(each.name, each.source, besides(each)) for each in submissions],
            )
            for name, key in keys.items():
                report = reports.get(name)
                if report is None or report.key != key:
                    waiting.append(_waiting(name, key, max_score))
                    self.put(waiting[-1])
                elif report.outdated:
                    self._restate(report.model_copy(update={"outdated": False}))
        return waiting

    def keep_missing(self, named: Container[str], key: Callable[[Submission], str]) -> list[Report]:
        """The reports of all submissions except those named, each saying whether it is outdated.

        `key` gives the key under which a submission would be graded now.
        """
        with self._all_or_none():
            keys = {each.name: key(each) for each in self.handed_in(named)}
            for report in self.as_graded():
                if report.submission not in named:
                    outdated = report.key != keys.get(report.submission)
                    outdated = outdated and report.status != "not_graded"
                    self._restate(report.model_copy(update={"outdated": outdated}))
        return [report for report in self.reports() if report.submission not in named]

    def handed_in(self, besides: Container[str] = ()) -> list[Submission]:
        """What was last handed in, except by those named.

        What a gradebook of format 1 has seen is not in it until it is graded again.
        """
        rows = self._connection.execute("SELECT * FROM handed_in ORDER BY submission")
        return [submission_of(*row) for row in rows if row[0] not in besides]

    def put(self, report: Report) -> None:
        """Keep a report, in place of the submission's earlier one."""
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self._connection.execute(
            "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)",
            (report.submission, report.key, report.model_dump_json(), now),
        )

    def is_done(self, submission: str, key: str) -> bool:
        """Whether a submission has its result, and nothing that this depends on has changed."""
        row = self._connection.execute(
            "SELECT report FROM results WHERE submission = ? AND key = ?", (submission, key)
        ).fetchone()
        return row is not None and Report.model_validate_json(row[0]).status != "not_graded"

    @property
    def title(self) -> str:
        """The title of the assignment."""
        row = self._connection.execute("SELECT value FROM about WHERE name = 'title'").fetchone()
        return str(row[0])

    def keep_language(self, short: str) -> None:
        """Keep the language that the pages are in, for what is changed later."""
        self._note("language", short)

    def keep_groups(self, groups: Sequence[Sequence[str]]) -> None:
        """Keep which submissions are nearly the same, replacing the earlier groups."""
        self._note("alike", json.dumps(groups))

    def groups(self) -> list[list[str]]:
        """The names in each group of submissions that are nearly the same."""
        return self._noted("alike")

    def keep_notes(self, notes: Sequence[Message]) -> None:
        """Keep all that was said of what was handed in last, in place of what was said before."""
        self._note("handed in", json.dumps([note.to_json() for note in notes]))

    def notes(self) -> list[Message]:
        """Sentences on all that was not simply taken in."""
        return list(map(Message.of_json, self._noted("handed in")))

    def keep_partners(
        self, partners: Sequence[Sequence[str]], named: Container[str]
    ) -> list[list[str]]:
        """Keep which of those named handed in together; returns all groups, including those of
        earlier folders.
        """
        earlier: list[list[str]] = self._noted("partners")
        left = ([name for name in group if name not in named] for group in earlier)
        kept = [*map(list, partners), *(group for group in left if len(group) > 1)]
        self._note("partners", json.dumps(kept))
        return kept

    def reports(self) -> list[Report]:
        """All reports with the changes that were made to them, by the submission's name."""
        changes = self.changes_by_name()
        return [adjusted(each, changes.get(each.submission, ())) for each in self.as_graded()]

    def as_graded(self) -> list[Report]:
        """All reports as the grader made them, by the submission's name.

        Each is of the student who handed in last: who that is may be known better by now.
        """
        rows = self._connection.execute(
            "SELECT report, besides FROM results LEFT JOIN handed_in USING (submission) "
            "ORDER BY submission"
        )
        return [of_student(Report.model_validate_json(text), besides) for text, besides in rows]

    def change(self, changes: Iterable[Change]) -> None:
        """Keep changes beside the reports: all of them, or none."""
        with self._all_or_none():
            self._add(changes)

    def changes(self) -> list[Change]:
        """All changes, in the order in which they were made."""
        rows = self._connection.execute(
            "SELECT submission, kind, made_by, made_at, blank, old, new, note "
            "FROM changes ORDER BY number"
        )
        return [Change(*row) for row in rows]

    def changes_by_name(self) -> dict[str, list[Change]]:
        """The changes of each submission, in their order."""
        found: dict[str, list[Change]] = {}
        for change in self.changes():
            found.setdefault(change.submission, []).append(change)
        return found

    def grade_again(self, submission: str) -> None:
        """Make the next `grade` grade a submission again; until then its report is kept."""
        self._connection.execute("UPDATE results SET key = '' WHERE submission = ?", (submission,))

    def forget(self, changes: Sequence[Change]) -> None:
        """Remove the submissions of these changes, all or none of them; their history stays."""
        names = {change.submission for change in changes}
        groups = ([name for name in group if name not in names] for group in self.groups())
        with self._all_or_none():
            self._add(changes)
            rows = [(name,) for name in names]
            self._connection.executemany("DELETE FROM results WHERE submission = ?", rows)
            self._connection.executemany("DELETE FROM handed_in WHERE submission = ?", rows)
            self.keep_groups([group for group in groups if len(group) > 1])

    def _add(self, changes: Iterable[Change]) -> None:
        self._connection.executemany(
            "INSERT INTO changes (submission, kind, made_by, made_at, blank, old, new, note) "
            "VALUES (:submission, :kind, :by, :at, :blank, :old, :new, :note)",
            [asdict(change) for change in changes],
        )

    def _restate(self, report: Report) -> None:
        """Replace a report without changing whether it is new or must be graded again."""
        self._connection.execute(
            "UPDATE results SET report = ? WHERE submission = ?",
            (report.model_dump_json(), report.submission),
        )

    def _note(self, name: str, value: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def _noted(self, name: str) -> list[Any]:
        """What was noted of the class as JSON, a list; empty where nothing was."""
        row = self._connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return list(json.loads(row[0])) if row else []

    @contextmanager
    def _all_or_none(self) -> Iterator[None]:
        with self._connection:
            # Lock immediately: another `grade` may be at work in the same folder.
            self._connection.execute("BEGIN IMMEDIATE")
            yield


def _waiting(name: str, key: str, max_score: float) -> Report:
    return Report(
        submission=name,
        status="not_graded",
        reason=WAITING,
        score=None,
        max_score=max_score,
        key=key,
    )
