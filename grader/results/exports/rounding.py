"""Whole points, for platforms that know no others.

The rule: the mark is rounded half up, and so is the full mark. Each test gets its exact share of
the total cut down to whole points; what is left over goes, one point each, to the tests that lost
the largest remainder, the earlier one where two lost the same. So the tests' points add up to the
total. No test gets more than its full points, and one that earned nothing gets nothing, unless
the others have no room for the total (as when somebody raised it by hand).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from grader.core.report import Report
from grader.results.exports.common import mark


@dataclass(frozen=True)
class Points:
    """A report's marks in whole units; `tests` are (score, full score) of each blank."""

    score: int
    max_score: int
    tests: tuple[tuple[int, int], ...]


def whole_points(report: Report, units: int = 1) -> Points:
    """The marks of a report in points of which `units` make one: 100 for hundredths."""
    full = half_up(report.max_score * units)
    score = min(half_up(mark(report) * units), full)
    fulls = apportion(
        full, [blank.max_score for blank in report.blanks], [full] * len(report.blanks)
    )
    scores = apportion(score, [blank.score for blank in report.blanks], fulls)
    return Points(score, full, tuple(zip(scores, fulls, strict=True)))


def half_up(value: float) -> int:
    """The nearest whole number, 0.5 going up; never below 0."""
    return max(0, int(Decimal(repr(value)).quantize(Decimal(1), ROUND_HALF_UP)))


def apportion(total: int, weights: Sequence[float], room: Sequence[int]) -> tuple[int, ...]:
    """`total` in whole shares like `weights`, none larger than its `room`: largest remainder."""
    exact = [max(Fraction(0), Fraction(repr(weight))) for weight in weights]
    if not any(exact):
        exact = [Fraction(most) for most in room]
    whole = sum(exact)
    quotas = [total * part / whole if whole else Fraction(0) for part in exact]
    shares = [min(int(quota), most) for quota, most in zip(quotas, room, strict=True)]
    earned = [index for index, part in enumerate(exact) if part]
    unearned = [index for index, part in enumerate(exact) if not part]
    earned.sort(key=lambda index: int(quotas[index]) - quotas[index])
    for places in (earned, unearned):
        _hand_out(total - sum(shares), places, shares, room)
    return tuple(shares)


def _hand_out(rest: int, places: Sequence[int], shares: list[int], room: Sequence[int]) -> None:
    """Add `rest` to `shares`, one each in the order of `places`, as far as there is room."""
    while rest > 0:
        free = [index for index in places if shares[index] < room[index]][:rest]
        if not free:
            return
        for index in free:
            shares[index] += 1
        rest -= len(free)
