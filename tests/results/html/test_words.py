"""Numbers and names in words."""

from __future__ import annotations

from grader.core.report import BlankReport, CheckResult, Hint
from grader.results.html import words
import pytest


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


def test_the_numbers_of_a_check_in_words() -> None:
    check = CheckResult(
        case="a", picture="b", visibility="public", ssim=0.912, beyond=0.072, passed=False
    )
    said = words.numbers_in_words(check, str)
    assert said == "7.2 % of the pixels differ, similarity 0.912."


def test_half_of_the_marks_is_partly_right() -> None:
    blank = BlankReport(id="TODO3", score=12.5, max_score=25, status="wrong")
    assert words.status_words(blank, str) == "partly right"


def test_backticks_are_code() -> None:
    assert words.code_parts("look at `x` now") == (
        (False, "look at "),
        (True, "x"),
        (False, " now"),
    )
    assert words.code_parts("one ` alone") == ((False, "one ` alone"),)
    assert words.code_parts("") == ()


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


def test_an_unknown_picture_has_a_readable_name() -> None:
    assert words.picture_words("my_new_picture", str) == "my new picture"
