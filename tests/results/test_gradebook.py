"""The gradebook keeps what it was given, and nothing of another assignment."""

from __future__ import annotations

from pathlib import Path
import sqlite3

from grader.core.adjustments import Change
from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.student import Student
from grader.core.submission import Submission
from grader.core.text import Message
from grader.results.gradebook import WAITING, Gradebook
from grader.results.gradebook_file import FILE, language_in
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


def key_of(submission: Submission) -> str:
    return f"now {submission.source.decode()}"


def hand_in(book: Gradebook, *submissions: Submission) -> None:
    book.hand_in(submissions, {each.name: key_of(each) for each in submissions}, 10)


AL = Submission("al", b"one", student=Student("5091", "Al Doe"), origin="al_5091_7_a.py")
BO = Submission("bo", b"two", Message("{name} is empty.", name="\udcff.py"))


def test_who_is_in_no_folder_any_more_stays(tmp_path: Path) -> None:
    """Nothing is forgotten unless it is named."""
    with Gradebook.open(tmp_path, "A") as book:
        hand_in(book, AL, BO)
        book.put(report("al", key=key_of(AL)))
        hand_in(book, BO)
        (missing,) = book.keep_missing({"bo"}, key_of)
        assert missing == report("al", key=key_of(AL)).model_copy(update={"student": AL.student})
        assert book.handed_in() == [AL, BO]


def test_what_another_version_graded_says_so_until_it_is_graded_again(
    tmp_path: Path,
) -> None:
    with Gradebook.open(tmp_path, "A") as book:
        hand_in(book, AL)
        book.put(report("al", key=key_of(AL)))
        (missing,) = book.keep_missing((), lambda submission: "a newer key")
        assert missing.outdated and missing.score == 5
        hand_in(book, AL)
        (again,) = book.reports()
        assert not again.outdated and again.student == AL.student


def test_what_has_changed_has_no_mark_until_it_is_graded(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path, "A") as book:
        hand_in(book, AL)
        assert [(each.status, each.reason) for each in book.reports()] == [("not_graded", WAITING)]
        book.put(report("al", key=key_of(AL)))
        hand_in(book, Submission("al", b"three"))
        assert [each.score for each in book.reports()] == [None]
        hand_in(book, AL)
        assert not book.is_done("al", key_of(AL)), "its page shows no mark any more"


def test_partners_of_an_earlier_folder_are_still_partners(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path, "A") as book:
        assert book.keep_partners([("al", "bo")], {"al", "bo", "cy"}) == [["al", "bo"]]
        assert book.keep_partners([("di", "ed")], {"di", "ed"}) == [["di", "ed"], ["al", "bo"]]
        assert book.keep_partners([], {"al"}) == [["di", "ed"]]


def test_only_those_named_are_forgotten_and_their_history_stays(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path, "A") as book:
        hand_in(book, AL, BO)
        book.keep_groups([["al", "bo"], ["bo", "cy", "di"]])
        gone = Change("bo", "forget", "prof", "2026-01-02", old=5.0)
        book.forget([gone])
        assert [each.submission for each in book.reports()] == ["al"]
        assert book.handed_in() == [AL]
        assert book.groups() == [["cy", "di"]]
        assert book.changes() == [gone]


def test_a_gradebook_of_the_first_format_still_opens(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path, "A") as book:
        book.put(report("al"))
        book._connection.execute("DROP TABLE handed_in")
        book._connection.execute("UPDATE about SET value = '1' WHERE name = 'format'")
    with Gradebook.open_existing(tmp_path) as book:
        assert book.reports() == [report("al")]
        (missing,) = book.keep_missing((), key_of)
        assert missing.outdated, "nobody knows what it was made of"
        hand_in(book, AL)
        assert book.handed_in() == [AL]


def test_a_gradebook_of_a_later_format_is_left_alone(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path, "A") as book:
        book._connection.execute("UPDATE about SET value = '9' WHERE name = 'format'")
    with pytest.raises(BadInput, match="another version"), Gradebook.open_existing(tmp_path):
        pass


def test_a_gradebook_knows_the_language_of_its_pages(tmp_path: Path) -> None:
    assert language_in(tmp_path) == ""
    with Gradebook.open(tmp_path, "A") as book:
        assert language_in(tmp_path) == ""
        book.keep_language("zh")
    assert language_in(tmp_path) == "zh"


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
