"""Of a hidden case nobody learns more than whether it was passed."""

from __future__ import annotations

from grader.core.hints import HIDDEN
import pytest

from tests.attacks.arena import Arena, Fought


def hidden_checks(fought: Fought, blank_id: str) -> list[bool | None]:
    """Which checks of a blank in hidden cases were passed; they hold no figure."""
    (blank,) = (blank for blank in fought.report.blanks if blank.id == blank_id)
    hidden = [check for check in blank.checks if check.visibility == "hidden"]
    assert all(check.ssim is None and check.beyond is None for check in hidden)
    return [check.passed for check in hidden]


@pytest.mark.parametrize("name", ["tells_a_hidden_case", "tells_by_a_forged_answer"])
def test_no_word_of_it_is_passed_on(arena: Arena, name: str) -> None:
    fought = arena.fight(name)
    assert fought.statuses["TODO4"] == "wrong"
    assert fought.hint("TODO4") == HIDDEN.text
    assert set(hidden_checks(fought, "TODO4")) == {False}
    assert "SPOILER" not in fought.report.model_dump_json()


def test_no_picture_of_it_is_passed_on(arena: Arena) -> None:
    fought = arena.fight("draws_a_hidden_case")
    assert hidden_checks(fought, "TODO3") == [False, True]
    assert fought.hint("TODO3") == HIDDEN.text
    assert {case for case, _ in fought.pictures} == {"public-top1"}


def test_what_cannot_be_imported_has_seen_none(arena: Arena) -> None:
    fought = arena.fight("raises_all_it_finds", alone=True)
    said = fought.report.model_dump_json()
    assert "public-top1" in said, "it was not tried"
    assert "hidden-top" not in said.replace('"case":"hidden-top2"', "")


def test_it_is_nowhere_in_the_memory_of_who_is_asked_public_ones(arena: Arena) -> None:
    printed = arena.ask("scans_memory", "public")
    assert "REFUSED" in printed, "it was not tried"
    assert "BREACH" not in printed, printed


def test_it_is_where_it_is_asked(arena: Arena) -> None:
    """So the search finds it where it is."""
    assert "BREACH hidden scene" in arena.ask("scans_memory", "hidden")


def test_honest_work_has_full_marks_afterwards(arena: Arena) -> None:
    arena.assert_honest_work_is_marked()
