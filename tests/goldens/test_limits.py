"""The limits of a check lie inside the gap, or there are none."""

from __future__ import annotations

from grader.goldens.compare import compare
from grader.goldens.limits import (
    LEAST_BEYOND,
    LEVELS,
    MARGIN,
    Catch,
    Distance,
    best_catch,
    find_gap,
)
from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

SHARES = st.floats(0, 1)


def away(beyond: float, unlike: float = 0.01) -> Distance:
    return Distance(beyond, unlike)


def test_the_limit_is_between_the_worst_right_and_the_nearest_wrong() -> None:
    gap = find_gap([away(0.0, 0.0), away(0.004, 1e-6)], [away(0.9), away(0.1), away(0.005)])
    assert gap is not None
    assert (gap.worst_right, gap.best_wrong) == (0.004, 0.1)
    assert 0.004 < gap.tolerance.share < 0.1
    assert gap.margin(away(0.1)) == pytest.approx(25)


def test_right_answers_that_stray_nowhere_still_leave_room_for_noise() -> None:
    gap = find_gap([away(0.0, 0.0)], [away(0.5)])
    assert gap is not None
    assert gap.tolerance.share > LEAST_BEYOND
    assert gap.tolerance.ssim < 1.0


def test_where_no_mistake_shows_there_is_no_gap() -> None:
    assert find_gap([away(0.0)], []) is None
    assert find_gap([away(0.01)], [away(0.01), away(MARGIN * 0.01 - 1e-9)]) is None


@given(st.lists(SHARES, max_size=6), st.lists(SHARES, max_size=6))
def test_no_right_answer_is_rejected_and_every_seen_mistake_is(
    right: list[float], wrong: list[float]
) -> None:
    gap = find_gap([away(share) for share in right], [away(share) for share in wrong])
    if gap is None:
        return
    assert all(share <= gap.tolerance.share for share in right)
    assert all(share > gap.tolerance.share for share in wrong if gap.margin(away(share)) >= MARGIN)


def test_ssim_does_not_reject_what_is_as_unlike_as_a_right_answer() -> None:
    gap = find_gap([away(0.0, 0.002)], [away(0.5, 0.0001)])
    assert gap is not None
    assert 1 - gap.tolerance.ssim >= MARGIN * 0.002


def test_distances_are_those_that_the_comparison_judges_by() -> None:
    random = np.random.default_rng(0)
    golden = random.integers(0, 65536, (40, 40, 3)).astype(np.uint16)
    other = golden.copy()
    other[:10] ^= np.uint16(0x4000)
    distance = Distance.between(other, golden)
    gap = find_gap([away(0.0, 0.0)], [away(0.2)])
    assert gap is not None and gap.tolerance.levels == LEVELS
    result = compare(other, golden, gap.tolerance)
    assert distance == Distance(result.beyond, pytest.approx(1 - result.ssim))
    assert Distance.between(golden, golden.copy()) == Distance(0.0, 0.0)


def test_a_mistake_is_caught_only_where_public_and_hidden_cases_show_it() -> None:
    assert not best_catch({"public": [0.0, 5.0], "hidden": [4.0]}).missed({"public", "hidden"})
    assert best_catch({"public": [9.0], "hidden": [2.9]}).missed({"public", "hidden"}) == {
        "hidden": 2.9
    }
    assert Catch(9.0, 0.0).missed({"public", "hidden"}) == {"hidden": 0.0}
    assert not Catch(9.0, 0.0).missed({"public"})
