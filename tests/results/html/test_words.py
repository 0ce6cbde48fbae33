"""What only the pages say."""

from __future__ import annotations

from grader.core.report import CheckResult
from grader.results.html import words


def test_the_numbers_of_a_check_in_words() -> None:
    check = CheckResult(
        case="a", picture="b", visibility="public", ssim=0.912, beyond=0.072, passed=False
    )
    said = words.numbers_in_words(check, str)
    assert said == "7.2 % of the pixels differ, similarity 0.912."


def test_backticks_are_code() -> None:
    assert words.code_parts("look at `x` now") == (
        (False, "look at "),
        (True, "x"),
        (False, " now"),
    )
    assert words.code_parts("one ` alone") == ((False, "one ` alone"),)
    assert words.code_parts("") == ()


def test_a_picture_of_before_there_were_titles_has_a_readable_name() -> None:
    check = CheckResult(
        case="a", picture="my_picture", visibility="public", ssim=1, beyond=0, passed=True
    )
    assert words.title_of(check, str) == "my picture"
    assert words.title_of(check.model_copy(update={"title": "Mine"}), str.upper) == "MINE"
