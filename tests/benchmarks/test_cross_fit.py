"""No answer helps to set the limits that it is judged by."""

from __future__ import annotations

from grader.goldens.limits import Distance
import pytest

from benchmarks.answers import HERE, Compared
from benchmarks.cross_fit import Share, by_means, cross_fitted, fixed

AT = ("case", "picture")
SEEDS = range(6)


def answer(name: str, beyond: float, platform: str = HERE, group: str = "") -> Compared:
    return Compared(
        id=f"{name}, {platform}",
        group=group or name,
        kind="",
        platform=platform,
        distances={AT: Distance(beyond, 0.0)},
        means={AT: beyond},
        away={"exact equality": float(beyond > 0)},
        identical=beyond == 0,
    )


WRONG = [answer(f"wrong{number}", 0.05) for number in range(8)]
RIGHT = [answer(f"right{number}", 0.0) for number in range(7)]


def test_an_answer_that_strays_alone_is_rejected_by_the_others_limits() -> None:
    stray = answer("stray", 0.02)
    found = cross_fitted([*RIGHT, stray], WRONG, SEEDS)
    assert found.right[stray.id] > 1
    assert all(found.right[each.id] <= 1 for each in RIGHT)


def test_a_mistake_that_is_nearer_than_all_others_is_judged_by_theirs() -> None:
    near = answer("near", 0.004)
    assert cross_fitted(RIGHT, [*WRONG, near], SEEDS).wrong[near.id] < 1


def test_wordings_of_one_answer_are_held_out_together() -> None:
    twins = [answer(f"twin{number}", 0.02, group="twins") for number in range(3)]
    found = cross_fitted([*RIGHT, *twins], WRONG, SEEDS)
    assert all(found.right[each.id] > 1 for each in twins)


def test_another_machine_is_judged_by_limits_without_it() -> None:
    there = [answer(f"right{number}", 0.02, "elsewhere") for number in range(7)]
    found = cross_fitted([*RIGHT, *there], WRONG, SEEDS)
    assert all(found.right[each.id] > 1 for each in there)
    assert all(found.right[each.id] <= 1 for each in RIGHT)


def test_every_answer_is_judged() -> None:
    found = cross_fitted(RIGHT, WRONG, [0])
    assert set(found.right) == {each.id for each in RIGHT}
    assert set(found.wrong) == {each.id for each in WRONG}


def test_means_have_a_floor_of_their_own() -> None:
    near = [answer(f"wrong{number}", 0.001) for number in range(8)]
    assert all(away > 1 for away in cross_fitted(RIGHT, by_means(near), SEEDS).wrong.values())


def test_a_limit_that_is_given_judges_as_it_is() -> None:
    found = fixed("exact equality", RIGHT, WRONG)
    assert set(found.right.values()) == {0.0} and set(found.wrong.values()) == {1.0}


def test_the_interval_is_that_of_clopper_and_pearson() -> None:
    low, high = Share(20, 20).interval
    assert (low, high) == (pytest.approx(0.025 ** (1 / 20)), 1.0)
    assert str(Share(20, 20)) == "20/20 (83.2-100.0 %)"
