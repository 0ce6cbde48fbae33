"""The gradebook keeps what it was given, and nothing of another assignment."""

from __future__ import annotations

from pathlib import Path
import sqlite3

from grader.errors import BadInput
from grader.gradebook import FILE, Gradebook
from grader.report import Report
import pytest


def report(name: str, score: float | None = 5.0, key: str = "k") -> Report:
    status = "graded" if score is not None else "not_graded"
    return Report(submission=name, status=status, score=score, max_score=10, key=key)


def test_results_are_there_again_after_reopening(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path / "out", "A") as book:
        book.put(report("bo"))
        book.put(report("al"))
    with Gradebook.open(tmp_path / "out", "A") as book:
        assert [each.submission for each in book.reports()] == ["al", "bo"]
        assert book.is_done("al", "k")
        assert not book.is_done("al", "another key")


def test_what_was_not_graded_is_not_done(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path, "A") as book:
        book.put(report("al", score=None))
        assert not book.is_done("al", "k")
        book.put(report("al"))
        assert book.is_done("al", "k")
        assert len(book.reports()) == 1


def test_submissions_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path, "A") as book:
        book.put(report("al"))
        book.put(report("bo"))
        book.keep_only({"bo", "cy"})
        assert [each.submission for each in book.reports()] == ["bo"]


def test_another_assignments_marks_are_left_alone(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path, "A") as book:
        book.put(report("al"))
    with pytest.raises(BadInput, match="another assignment, 'A'"), Gradebook.open(tmp_path, "B"):
        pass
    with Gradebook.open(tmp_path, "A") as book:
        assert len(book.reports()) == 1


def test_a_folder_of_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(BadInput, match="holds other files"), Gradebook.open(tmp_path, "A"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_damaged_gradebook_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database" * 100)
    refused = pytest.raises(BadInput, match="cannot be used as a gradebook")
    with refused, Gradebook.open(tmp_path, "A"):
        pass


def test_a_file_in_the_folders_place_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(BadInput), Gradebook.open(tmp_path / "out", "A"):
        pass


def test_every_result_is_kept_at_once(tmp_path: Path) -> None:
    """Another process must see it before the book is closed: it may be killed any time."""
    with Gradebook.open(tmp_path, "A") as book:
        book.put(report("al"))
        other = sqlite3.connect(tmp_path / FILE)
        assert other.execute("SELECT count(*) FROM results").fetchone() == (1,)
        other.close()
