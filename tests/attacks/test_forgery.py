"""Answers that are forged, cut, doubled or sneaked past earn nothing, and end no grader."""

from __future__ import annotations

import pytest

from tests.attacks.arena import Arena

NOTHING = dict.fromkeys(("TODO1", "TODO2", "TODO3", "TODO4", "PIPELINE"), 0)


@pytest.mark.parametrize(
    "name",
    [
        "answers_another_case",
        "answers_too_much",
        "claims_a_huge_header",
        "forges_frames",
        "nests_json",
        "patches_json_and_struct",
        "truncates_answer",
        "writes_a_pickle",
    ],
)
def test_a_forged_answer_earns_nothing(arena: Arena, name: str) -> None:
    fought = arena.fight(name)
    assert fought.scores == NOTHING
    assert set(fought.statuses.values()) <= {"wrong", "crashed"}


@pytest.mark.parametrize("name", ["always_equal_object", "patches_numpy"])
def test_nothing_is_compared_where_it_could_be_patched(arena: Arena, name: str) -> None:
    """Patched NumPy may break TensorFlow as well, which costs more blanks, and gives none."""
    fought = arena.fight(name)
    assert fought.scores["TODO1"] == 20
    assert fought.scores["TODO4"] == fought.scores["PIPELINE"] == 0


@pytest.mark.parametrize("name", ["poisons_the_grader", "poisons_tensorflow"])
def test_what_is_poisoned_harms_only_itself(arena: Arena, name: str) -> None:
    """That it harms nobody else, the arena makes sure of after every fight, in both lanes."""
    assert arena.fight(name).scores == NOTHING


def test_a_spoilt_network_does_not_make_spoilt_answers_right(arena: Arena) -> None:
    fought = arena.fight("spoils_the_network")
    assert fought.scores == {**NOTHING, "TODO1": 20}
    assert {fought.statuses[name] for name in ("TODO2", "TODO3", "TODO4")} == {"wrong"}


def test_honest_work_has_full_marks_afterwards(arena: Arena) -> None:
    arena.assert_honest_work_is_marked()


def test_a_second_answer_ends_the_reading(arena: Arena) -> None:
    """The first answer counts, once: whatever needs more than one earns nothing."""
    fought = arena.fight("answers_twice")
    assert fought.scores["TODO1"] == fought.scores["PIPELINE"] == 0
