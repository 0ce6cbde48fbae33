"""Whole points: the rule that `rounding` documents."""

from __future__ import annotations

from grader.core.report import BlankReport, Report
from grader.results.exports.common import apportion, half_up, mark, whole_points
from hypothesis import given
from hypothesis import strategies as st
import pytest

from tests.results.exports.strategies import graded_reports, simple, some


def marks(*points: tuple[float, float], total: float | None = None) -> Report:
    blanks = tuple(
        BlankReport(
            id=f"T{index}",
            score=score,
            max_score=most,
            status="right" if score == most else "wrong",
        )
        for index, (score, most) in enumerate(points)
    )
    score = sum(blank.score for blank in blanks) if total is None else total
    most = sum(blank.max_score for blank in blanks)
    return Report(submission="a", status="graded", score=score, max_score=most, blanks=blanks)


@pytest.mark.parametrize(
    ("value", "whole"), [(0.49, 0), (0.5, 1), (1.5, 2), (2.5, 3), (82.5, 83), (-0.1, 0)]
)
def test_a_half_goes_up(value: float, whole: int) -> None:
    assert half_up(value) == whole


def test_whole_marks_stay_as_they_are() -> None:
    points = whole_points(simple(wrong=("TODO3",)))
    assert (points.score, points.max_score) == (75, 100)
    assert points.tests == ((20, 20), (20, 20), (0, 25), (25, 25), (10, 10))


def test_the_largest_remainder_gets_the_point() -> None:
    points = whole_points(marks((1.2, 10), (1.7, 10), (1.2, 10)))
    assert (points.score, [score for score, _ in points.tests]) == (4, [1, 2, 1])


def test_of_equal_remainders_the_first_gets_it() -> None:
    points = whole_points(marks((12.5, 12.5), (12.5, 12.5)))
    assert (points.score, points.tests) == (25, ((13, 13), (12, 12)))


def test_what_earned_nothing_gets_nothing() -> None:
    points = whole_points(marks((0, 10), (1.5, 10), (1.5, 10)))
    assert (points.score, [score for score, _ in points.tests]) == (3, [0, 2, 1])


def test_a_penalty_is_shared_out() -> None:
    points = whole_points(marks((20, 20), (20, 20), (0, 10), total=20))
    assert (points.score, [score for score, _ in points.tests]) == (20, [10, 10, 0])


def test_a_mark_raised_by_hand_counts_in_full() -> None:
    points = whole_points(marks((10, 10), (0, 90), total=50))
    assert (points.score, [score for score, _ in points.tests]) == (50, [10, 40])


def test_hundredths() -> None:
    points = whole_points(marks((12.5, 25), (8.33, 25)), units=100)
    assert [score for score, _ in points.tests] == [1250, 833]


@some
@given(report=graded_reports(), units=st.sampled_from([1, 100]))
def test_the_tests_add_up_and_none_is_too_large(report: Report, units: int) -> None:
    points = whole_points(report, units)
    assert sum(score for score, _ in points.tests) == points.score <= points.max_score
    assert sum(most for _, most in points.tests) == points.max_score
    assert all(0 <= score <= most for score, most in points.tests)
    assert abs(points.score - mark(report) * units) <= 0.5
    if all(blank.score == blank.max_score for blank in report.blanks) and report.score:
        assert mark(report) < report.max_score or all(s == m for s, m in points.tests)


@some
@given(
    weights=st.lists(st.floats(0, 1000), min_size=1, max_size=8),
    room=st.integers(0, 50),
    total=st.integers(0, 400),
)
def test_apportion_hands_out_all_that_there_is_room_for(
    weights: list[float], room: int, total: int
) -> None:
    shares = apportion(total, weights, [room] * len(weights))
    assert sum(shares) == min(total, room * len(weights))
    assert all(0 <= share <= room for share in shares)
