"""The gradebook: one SQLite file that holds each result as soon as there is one.

SQLite's journal is what makes `kill -9` harmless: a result is either in the file whole or not at
all, and grading again continues with what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import datetime, timezone
import json
from pathlib import Path
import sqlite3

from grader.adjustments import Change, adjusted
from grader.errors import BadInput
from grader.report import Report

FILE = "gradebook.sqlite"
FORMAT = "1"

SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS results (
    submission TEXT PRIMARY KEY,
    key        TEXT NOT NULL,      -- hash of all that the marks depend on
    report     TEXT NOT NULL,      -- grader.report.Report as JSON
    graded_at  TEXT NOT NULL       -- UTC, ISO 8601
);
CREATE TABLE IF NOT EXISTS changes (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    submission TEXT NOT NULL,
    kind       TEXT NOT NULL,      -- see grader.adjustments.Change, as for what follows
    made_by    TEXT NOT NULL,
    made_at    TEXT NOT NULL,      -- UTC, ISO 8601
    blank      TEXT NOT NULL,
    old        REAL,
    new        REAL,
    note       TEXT NOT NULL
);
"""


class Gradebook:
    """The results of one assignment in one output folder."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def open_existing(cls, folder: Path) -> Iterator[Gradebook]:
        """The gradebook that is in a folder. Raises BadInput when there is none."""
        path = folder / FILE
        if not path.is_file():
            raise BadInput(
                f"{folder} holds no gradebook.", f"Grade first: grade FOLDER --out {folder}."
            )
        try:
            with closing(sqlite3.connect(path)) as connection:
                (title,) = connection.execute(
                    "SELECT value FROM about WHERE name = 'title'"
                ).fetchone()
        except (sqlite3.Error, TypeError) as error:
            raise BadInput(f"{path} is no gradebook.") from error
        with cls.open(folder, title) as book:
            yield book

    @classmethod
    @contextmanager
    def open(cls, folder: Path, title: str) -> Iterator[Gradebook]:
        """The gradebook of a folder, which is made if need be.

        Raises BadInput when the folder holds something else, or cannot be written.
        """
        path = folder / FILE
        try:
            if folder.exists() and not path.exists() and any(folder.iterdir()):
                raise BadInput(
                    f"{folder} holds other files, and no gradebook.",
                    "Choose a new or empty folder for --out.",
                )
            folder.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise BadInput(f"{folder} cannot be used for results: {error}.") from error
        try:
            book = cls(connection)
            book._begin(path, title)
            yield book
        finally:
            connection.close()

    def _begin(self, path: Path, title: str) -> None:
        try:
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.executescript(SCHEMA)
            self._connection.execute(
                "INSERT OR IGNORE INTO about VALUES ('title', ?), ('format', ?)", (title, FORMAT)
            )
            about = dict(self._connection.execute("SELECT name, value FROM about"))
        except sqlite3.Error as error:
            raise BadInput(
                f"{path} cannot be used as a gradebook: {error}.",
                "Choose another folder for --out, or move the file away.",
            ) from error
        if about["title"] != title or about["format"] != FORMAT:
            raise BadInput(
                f"{path} holds the marks of another assignment, {about['title']!r}.",
                "Choose another folder for --out.",
            )

    def put(self, report: Report) -> None:
        """Keep a report, in place of the submission's earlier one."""
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self._connection.execute(
            "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)",
            (report.submission, report.key, report.model_dump_json(), now),
        )

    def is_done(self, submission: str, key: str) -> bool:
        """Whether a submission is graded, and nothing that its marks depend on has changed."""
        row = self._connection.execute(
            "SELECT report FROM results WHERE submission = ? AND key = ?", (submission, key)
        ).fetchone()
        return row is not None and Report.model_validate_json(row[0]).status == "graded"

    @property
    def title(self) -> str:
        """The assignment's."""
        row = self._connection.execute("SELECT value FROM about WHERE name = 'title'").fetchone()
        return str(row[0])

    def keep_groups(self, groups: Sequence[Sequence[str]]) -> None:
        """Keep which submissions are nearly the same, in place of what was known of it."""
        row = ("alike", json.dumps(groups))
        self._connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", row)

    def groups(self) -> list[list[str]]:
        """The names in each group of submissions that are nearly the same."""
        row = self._connection.execute("SELECT value FROM about WHERE name = 'alike'").fetchone()
        groups: list[list[str]] = json.loads(row[0]) if row else []
        return groups

    def reports(self) -> list[Report]:
        """All reports with the changes that were made to them, by the submission's name."""
        changes: dict[str, list[Change]] = {}
        for change in self.changes():
            changes.setdefault(change.submission, []).append(change)
        return [adjusted(each, changes.get(each.submission, ())) for each in self.as_graded()]

    def as_graded(self) -> list[Report]:
        """All reports as the grader made them, by the submission's name."""
        rows = self._connection.execute("SELECT report FROM results ORDER BY submission")
        return [Report.model_validate_json(text) for (text,) in rows]

    def change(self, changes: Iterable[Change]) -> None:
        """Keep changes beside the reports: all of them, or none."""
        with self._connection:
            self._connection.execute("BEGIN")
            self._connection.executemany(
                "INSERT INTO changes (submission, kind, made_by, made_at, blank, old, new, note) "
                "VALUES (:submission, :kind, :by, :at, :blank, :old, :new, :note)",
                [asdict(change) for change in changes],
            )

    def changes(self) -> list[Change]:
        """All changes, in the order in which they were made."""
        rows = self._connection.execute(
            "SELECT submission, kind, made_by, made_at, blank, old, new, note "
            "FROM changes ORDER BY number"
        )
        return [Change(*row) for row in rows]

    def grade_again(self, submission: str) -> None:
        """Have a submission graded again by the next `grade`; until then its report is kept."""
        self._connection.execute("UPDATE results SET key = '' WHERE submission = ?", (submission,))

    def keep_only(self, submissions: set[str]) -> None:
        """Forget the reports of submissions that are no longer handed in."""
        known = {name for (name,) in self._connection.execute("SELECT submission FROM results")}
        self._connection.executemany(
            "DELETE FROM results WHERE submission = ?",
            [(name,) for name in known - submissions],
        )
