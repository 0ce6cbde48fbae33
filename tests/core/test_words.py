"""Outcomes, numbers and names in words."""

from __future__ import annotations

from grader.core import words
from grader.core.report import BlankReport, BlankStatus, Hint
import pytest


@pytest.mark.parametrize(
    ("score", "status", "said"),
    [
        (25, "right", "right"),
        (25, "wrong", "full marks by hand"),
        (12.5, "right", "changed by hand"),
        (12.5, "wrong", "partly right"),
        (0, "wrong", "wrong"),
        (5, "crashed", "crashed"),
    ],
)
def test_the_outcome_agrees_with_the_mark_that_counts(
    score: float, status: BlankStatus, said: str
) -> None:
    blank = BlankReport(id="TODO3", score=score, max_score=25, status=status)
    assert words.outcome_words(blank, str) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0 %"),
        (0.00001, "less than 0.1 %"),
        (0.072, "7.2 %"),
        (0.5, "50 %"),
        (0.99999, "more than 99.9 %"),
        (1.0, "100 %"),
    ],
)
def test_percent(share: float, said: str) -> None:
    assert words.percent(share, str) == said


@pytest.mark.parametrize(
    ("ssim", "said"),
    [
        (1.0, "1.000"),
        (0.912, "0.912"),
        (0.9998, "0.9998"),
        (0.999999, "0.999999"),
        (-0.1, "-0.100"),
    ],
)
def test_only_the_same_picture_has_a_similarity_of_one(ssim: float, said: str) -> None:
    assert words.similarity(ssim) == said


@pytest.mark.parametrize(("mark", "said"), [(20.0, "20"), (12.5, "12.5"), (0.0, "0"), (100, "100")])
def test_marks(mark: float, said: str) -> None:
    assert words.number(mark) == said


def test_half_of_the_marks_is_partly_right() -> None:
    blank = BlankReport(id="TODO3", score=12.5, max_score=25, status="wrong")
    assert words.outcome_words(blank, str) == "partly right"


def test_names_of_hidden_cases_are_taken_out_whole() -> None:
    labels = {"cat": "hidden case 1", "cat-top1": "hidden case 2"}
    said = words.without_names("In cat-top1, and cat. Not in cat_coffee or cat-top12.", labels)
    assert said == "In hidden case 2, and hidden case 1. Not in cat_coffee or cat-top12."


def test_whether_a_submission_has_guessed_a_name_is_not_said() -> None:
    """Threat: an error of many names, of which one comes back as that of a hidden case."""
    labels = {"cat-top1": "hidden case 1"}
    own = Hint(id="call", text="dog-top1, cat-top1.", values={"message": "dog-top1, cat-top1"})
    assert words.hint_words(own, labels) == own.text
    graders = Hint(id="differs", text="In cat-top1.", values={"case": "cat-top1"})
    assert words.hint_words(graders, labels) == "In hidden case 1."
