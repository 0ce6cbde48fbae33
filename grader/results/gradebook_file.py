"""The gradebook's file: making it, opening it, and bringing one of an earlier format up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
import sqlite3

from grader.core.errors import BadInput

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
    """The gradebook of an assignment in a folder, both of which are made if need be.

    Raises BadInput when the folder holds something else, or cannot be written.
    """
    path = folder / FILE
    try:
        if folder.exists() and not path.exists() and any(folder.iterdir()):
            raise BadInput(
                f"{folder} holds other files, but no gradebook.",
                "Choose a new or empty folder for --out.",
            )
        folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise BadInput(f"{folder} cannot be used for results: {error}.") from error
    with closing(connection):
        _begin(connection, path, title)
        yield connection


def title_in(folder: Path) -> str:
    """Whose marks the gradebook in a folder holds. Raises BadInput when there is none."""
    path = folder / FILE
    if not path.is_file():
        raise BadInput(
            f"{folder} holds no gradebook.", f"Grade first: grade FOLDER --out {folder}."
        )
    try:
        title = _about(path, "title")
    except sqlite3.Error as error:
        raise BadInput(f"{path} is not a gradebook.") from error
    if not title:
        raise BadInput(f"{path} is not a gradebook.")
    return title


def language_in(folder: Path) -> str:
    """The language of the pages in a folder, such as "zh"; empty where it is not known."""
    try:
        return _about(folder / FILE, "language")
    except sqlite3.Error:
        return ""


def _about(path: Path, name: str) -> str:
    """What a gradebook says about itself; nothing is made where there is none."""
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
            f"{path} cannot be used as a gradebook: {error}.",
            "Choose another folder for --out, or move the file away.",
        ) from error
    if about["format"] not in READABLE:
        raise BadInput(
            f"{path} was written by another version of the grader.",
            "Use that version, or choose another folder for --out.",
        )
    if about["title"] != title:
        raise BadInput(
            f"{path} holds the marks of another assignment, {about['title']!r}.",
            "Choose another folder for --out.",
        )
