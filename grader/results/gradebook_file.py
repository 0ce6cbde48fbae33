"""The gradebook's file: making and opening it, its rows, and taking over earlier formats."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
import json
from pathlib import Path
import sqlite3

from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.student import NOBODY_KNOWN, Student
from grader.core.submission import Submission
from grader.core.text import Message

FILE = "gradebook.sqlite"
FORMAT = "2"
READABLE = ("1", FORMAT)
"""Format 1 had no table `handed_in`."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS results (
    submission TEXT PRIMARY KEY,
    key        TEXT NOT NULL,      -- hash of all that the marks depend on
    report     TEXT NOT NULL,      -- grader.core.report.Report as JSON
    graded_at  TEXT NOT NULL       -- UTC, ISO 8601
);
CREATE TABLE IF NOT EXISTS handed_in (
    submission TEXT PRIMARY KEY,
    source     BLOB NOT NULL,
    besides    TEXT NOT NULL       -- the rest of grader.core.submission.Submission, as JSON
);
CREATE TABLE IF NOT EXISTS changes (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    submission TEXT NOT NULL,
    kind       TEXT NOT NULL,      -- see grader.core.adjustments.Change, as for what follows
    made_by    TEXT NOT NULL,
    made_at    TEXT NOT NULL,      -- UTC, ISO 8601
    blank      TEXT NOT NULL,
    old        REAL,
    new        REAL,
    note       TEXT NOT NULL
);
"""


@contextmanager
def opened(folder: Path, title: str) -> Iterator[sqlite3.Connection]:
    """The gradebook of an assignment in a folder, both created if necessary.

    Raises BadInput when the folder holds something else, or cannot be written.
    """
    path = folder / FILE
    try:
        if folder.exists() and not path.exists() and any(folder.iterdir()):
            raise BadInput(
                Message("{folder} holds other files, but no gradebook.", folder=folder),
                Message("Choose a new or empty folder for --out."),
            )
        folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise BadInput(
            Message("{folder} cannot be used for results: {error}.", folder=folder, error=error)
        ) from error
    with closing(connection):
        _begin(connection, path, title)
        yield connection


def title_in(folder: Path) -> str:
    """The title of the assignment whose marks are in a folder. Raises BadInput when there is no
    gradebook.
    """
    path = folder / FILE
    if not path.is_file():
        raise BadInput(
            Message("{folder} holds no gradebook.", folder=folder),
            Message("Grade first: grade FOLDER --out {folder}.", folder=folder),
        )
    try:
        title = _about(path, "title")
    except sqlite3.Error as error:
        raise BadInput(Message("{path} is not a gradebook.", path=path)) from error
    if not title:
        raise BadInput(Message("{path} is not a gradebook.", path=path))
    return title


def language_in(folder: Path) -> str:
    """The language of the pages in a folder, such as "zh"; empty where it is not known."""
    try:
        return _about(folder / FILE, "language")
    except sqlite3.Error:
        return ""


def _about(path: Path, name: str) -> str:
    """A fact that a gradebook holds about itself; nothing is created where there is
    no gradebook.
    """
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        row = connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def _begin(connection: sqlite3.Connection, path: Path, title: str) -> None:
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(SCHEMA)
        connection.execute(
            "INSERT OR IGNORE INTO about VALUES ('title', ?), ('format', ?)", (title, FORMAT)
        )
        about = dict(connection.execute("SELECT name, value FROM about"))
        if about["format"] in READABLE:
            connection.execute("UPDATE about SET value = ? WHERE name = 'format'", (FORMAT,))
    except sqlite3.Error as error:
        raise BadInput(
            Message("{path} cannot be used as a gradebook: {error}.", path=path, error=error),
            Message("Choose another folder for --out, or move the file away."),
        ) from error
    if about["format"] not in READABLE:
        raise BadInput(
            Message("{path} was written by another version of the grader.", path=path),
            Message("Use that version, or choose another folder for --out."),
        )
    if about["title"] != title:
        raise BadInput(
            Message(
                "{path} holds the marks of another assignment, {title}.",
                path=path,
                title=repr(about["title"]),
            ),
            Message("Choose another folder for --out."),
        )


def besides(submission: Submission) -> str:
    """What is kept of a submission beside its source, in ASCII: a problem may name a file whose
    name is no text.
    """
    rest = asdict(submission)
    return json.dumps({name: rest[name] for name in ("problem", "student", "origin")})


def submission_of(name: str, source: bytes, besides: str) -> Submission:
    """A submission, from its row in `handed_in`."""
    rest = json.loads(besides)
    problem = Message.of_json(rest["problem"]) if rest["problem"] else None
    return Submission(name, source, problem, _student(besides), rest.get("origin", ""))


def _student(besides: str) -> Student:
    known = json.loads(besides)["student"]
    return Student(**{name: value for name, value in known.items() if value != ""})


def of_student(report: Report, besides: str | None) -> Report:
    """A report with what was said last of its student; `besides` is None where nothing was."""
    student = NOBODY_KNOWN if besides is None else _student(besides)
    return report if student == NOBODY_KNOWN else report.model_copy(update={"student": student})
