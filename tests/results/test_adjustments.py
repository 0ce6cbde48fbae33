"""Changed marks, late penalties and notes: beside the grader's own marks, not in their place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.core.adjustments import Change, adjusted
from grader.core.errors import BadInput
from grader.core.report import Adjustment, BlankReport, Report
from grader.core.words import changes_in_words
from grader.results.gradebook import Gradebook
from grader.results.penalties import read_penalties
from hypothesis import given
from hypothesis import strategies as st
import pytest

AT = "2026-01-02T03:04:05+00:00"
TITLE = "Guided Grad-CAM"


def report(name: str = "ann", scores: Sequence[float] = (20, 10)) -> Report:
    blanks = tuple(
        BlankReport(
            id=f"TODO{place}",
            score=score,
            max_score=20,
            status="right" if score == 20 else "wrong",
        )
        for place, score in enumerate(scores, 1)
    )
    total = sum(scores)
    return Report(
        submission=name, status="graded", score=total, max_score=40, blanks=blanks, key="k"
    )


def not_graded(name: str = "ann") -> Report:
    return Report(
        submission=name, status="not_graded", score=None, max_score=40, reason="broke", key="k"
    )


def mark(blank: str, new: float | None, name: str = "ann", note: str = "") -> Change:
    return Change(name, "mark", "prof", AT, blank, 0.0, new, note)


def late(percent: float, name: str = "ann") -> Change:
    return Change(name, "late", "prof", AT, "", 0.0, percent)


def note(text: str, name: str = "ann") -> Change:
    return Change(name, "note", "prof", AT, note=text)


def test_nothing_changed_changes_nothing() -> None:
    assert adjusted(report(), []) is not None
    assert adjusted(report(), []) == report()
    assert adjusted(report(), [mark("TODO1", 5, "bob")]) == report()


def test_a_changed_mark_counts_and_says_so() -> None:
    after = adjusted(report(), [mark("TODO2", 15, note="A typing error.")])
    assert after.score == 35
    assert [blank.score for blank in after.blanks] == [20, 15]
    assert after.blanks[1].status == "wrong"
    (told,) = after.adjustments
    assert told == Adjustment(
        kind="mark", blank="TODO2", old=10, new=15, note="A typing error.", by="prof", at=AT
    )
    assert changes_in_words(after) == (
        "TODO2: 15 points, instead of 10. A typing error. (prof, 2026-01-02)",
    )


def test_the_last_change_of_a_blank_counts() -> None:
    after = adjusted(report(), [mark("TODO2", 15), mark("TODO1", 0), mark("TODO2", 12)])
    assert after.score == 12
    assert {(each.blank, each.old, each.new) for each in after.adjustments} == {
        ("TODO1", 20, 0),
        ("TODO2", 10, 12),
    }


def test_a_change_can_be_taken_back() -> None:
    assert adjusted(report(), [mark("TODO2", 15), mark("TODO2", None)]) == report()


def test_a_late_penalty_is_taken_off_the_whole() -> None:
    after = adjusted(report(), [late(30), mark("TODO2", 20), late(25)])
    assert after.score == 30
    assert after.late_penalty == 25
    assert [each.kind for each in after.adjustments] == ["mark", "late"]
    assert adjusted(report(), [late(30), late(0)]) == report()


def test_a_student_can_do_the_sum_again() -> None:
    """Threat: 72.19 on a page whose blanks add up to 80.21."""
    after = adjusted(report(scores=(20, 12.5)), [late(10)])
    assert changes_in_words(after) == (
        "Late: 10 % deducted, 29.25 instead of 32.5 points. (prof, 2026-01-02)",
    )
    assert changes_in_words(adjusted(not_graded(), [late(10)])) == (
        "Late: 10 % deducted. (prof, 2026-01-02)",
    )


def test_notes_are_all_told() -> None:
    after = adjusted(report(), [note("one"), note("two")])
    assert after.score == 30
    assert changes_in_words(after) == ("one (prof, 2026-01-02)", "two (prof, 2026-01-02)")


def test_what_was_not_graded_never_gets_a_mark_and_keeps_its_penalty() -> None:
    changes = [mark("TODO1", 20), late(10), note("Wait.")]
    after = adjusted(not_graded(), changes)
    assert after.score is None
    assert after.late_penalty == 10
    assert [each.kind for each in after.adjustments] == ["late", "note"]
    assert adjusted(not_graded(), [late(10), late(0)]) == not_graded()


def test_a_mark_is_never_above_the_points_that_a_blank_has_now() -> None:
    after = adjusted(report(), [mark("TODO2", 30)])
    assert after.blanks[1].score == 20
    assert after.score == 40
    assert changes_in_words(after)[0].startswith("TODO2: 20 points, instead of 10.")


def test_every_reason_is_told() -> None:
    """Also that of a regrade, and those of what was taken back, which stands nowhere else."""
    regrade = Change("ann", "regrade", "prof", AT, old=30.0, note="It crashed by chance.")
    given = [mark("TODO2", 15), mark("TODO2", None, note="A slip."), late(10)]
    forgiven = Change("ann", "late", "prof", AT, "", 10.0, 0.0, "You were ill.")
    after = adjusted(report(), [*given, forgiven, regrade])
    assert after.score == 30
    assert [(each.kind, each.note) for each in after.adjustments] == [
        ("note", "A slip."),
        ("note", "You were ill."),
        ("note", "It crashed by chance."),
    ]


def test_a_reason_is_told_once_and_not_after_another_change() -> None:
    after = adjusted(report(), [mark("TODO2", None, note="A slip."), mark("TODO2", 0, note="No.")])
    assert [each.note for each in after.adjustments] == ["No."]


@pytest.mark.parametrize(
    ("changes", "full"),
    [
        ([mark("TODO2", 20)], True),
        ([mark("TODO2", 20), late(50)], False),
        ([mark("TODO2", 20), mark("TODO1", 19)], False),
        ([], False),
    ],
)
def test_full_marks_are_those_that_count(changes: list[Change], full: bool) -> None:
    assert adjusted(report(), changes).full_marks is full


def test_a_change_of_a_blank_that_is_no_longer_asked_is_passed_over() -> None:
    assert adjusted(report(), [mark("TODO9", 5)]) == report()


CHANGES = st.lists(
    st.one_of(
        st.builds(
            mark, st.sampled_from(["TODO1", "TODO2"]), st.none() | st.floats(0, 20, width=16)
        ),
        st.builds(late, st.floats(0, 100)),
        st.builds(note, st.text(max_size=9)),
    ),
    max_size=8,
)


@given(CHANGES)
def test_a_score_is_never_out_of_bounds(changes: list[Change]) -> None:
    after = adjusted(report(), changes)
    assert after.score is not None
    assert 0 <= after.score <= after.max_score
    assert Report.model_validate_json(after.model_dump_json()) == after
    assert all(changes_in_words(after))


def test_changes_are_kept_with_who_and_when_and_outlive_a_regrade(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path, TITLE) as book:
        book.put(report())
        book.change([mark("TODO2", 15, note="why")])
    with Gradebook.open_existing(tmp_path) as book:
        assert book.title == TITLE
        assert book.changes() == [mark("TODO2", 15, note="why")]
        book.grade_again("ann")
        assert not book.is_done("ann", "k")
        assert book.reports()[0].score == 35
        book.put(report(scores=(0, 0)))
        assert book.is_done("ann", "k")
        assert book.reports()[0].score == 15
        assert book.as_graded()[0].score == 0


def test_changes_are_kept_all_or_none(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path, TITLE) as book:
        broken = Change("ann", "mark", None, AT)  # type: ignore[arg-type]
        with pytest.raises(Exception, match="NOT NULL"):
            book.change([mark("TODO1", 1), broken])
        assert book.changes() == []


def test_a_gradebook_from_before_there_were_changes(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path, TITLE) as book:
        book._connection.execute("DROP TABLE changes")
        book.put(report())
    with Gradebook.open_existing(tmp_path) as book:
        assert book.reports() == [report()]


@pytest.mark.parametrize("content", [None, b"", b"no database" * 99])
def test_where_there_is_no_gradebook_none_is_made(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "gradebook.sqlite").write_bytes(content)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(BadInput, match="gradebook"), Gradebook.open_existing(tmp_path):
        pass
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("submission,penalty_percent\nann,10\nbob,\ncem,0\n", {"ann": 10, "cem": 0}),
        ("name;submission;penalty_percent\nA;ann;12,5\nB;bob;20 %\n", {"ann": 12.5, "bob": 20}),
    ],
)
def test_penalties_are_read(tmp_path: Path, text: str, found: dict[str, float]) -> None:
    (tmp_path / "late.csv").write_text(text)
    assert read_penalties(tmp_path / "late.csv") == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no columns"),
        ("submission,percent\nann,10\n", "has no columns"),
        ("submission,penalty_percent\nann,ten\n", "must be 0 to 100 percent"),
        ("submission,penalty_percent\nann,101\n", "must be 0 to 100 percent"),
        ("submission,penalty_percent\nann,nan\n", "must be 0 to 100 percent"),
        ("submission,penalty_percent\nann,1\nann,2\n", "twice"),
    ],
)
def test_penalties_that_are_not_clear_are_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "late.csv").write_text(text)
    with pytest.raises(BadInput, match=said):
        read_penalties(tmp_path / "late.csv")
