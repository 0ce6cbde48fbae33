"""Threat: the class's marks are read, or written."""

import os
from pathlib import Path
import sqlite3

from attacker import SECRETS, attempt

book = Path(SECRETS["gradebook"])
attempt("read", book.read_bytes)
attempt("write", book.open, "ab")
attempt("truncate", os.truncate, book, 0)
attempt("remove", book.unlink)
attempt("move", book.rename, "mine.sqlite")
attempt("link", os.link, book, "mine.sqlite")
attempt("journal", lambda: book.with_name("gradebook.sqlite-wal").write_bytes(b"x"))
attempt("mode", book.chmod, 0o666)
attempt("sqlite", lambda: sqlite3.connect(book).execute("SELECT * FROM results").fetchall())
