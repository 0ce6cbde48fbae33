"""Judging each answer by limits that it had no part in.

Right answers and mistakes are split into halves at random. Limits are set by one half, as `golden`
sets them, and judge the other, and the other way round; a right answer of another instruction set
is judged by limits that none of that instruction set has touched. All is repeated with other
splits, and an answer counts as judged rightly only where every split did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from grader.core.blank import At
from grader.goldens.limits import LEAST_BEYOND, Distance, Gap, find_gap
import numpy as np
from scipy.stats import binomtest

from benchmarks.answers import HERE, Compared

THIS_GRADER = "this grader"
CALIBRATED_RMS = "RMS, its limits set as ours are"
LEAST_MEAN = 1e-4
"""A fortieth of a level of an 8-bit picture."""

Away = Mapping[str, float]
"""How many times its limit an answer is away, by its id: above 1 it is rejected."""


@dataclass(frozen=True)
class Verdicts:
    """How far right answers and mistakes are away, each at its worst for the one who compares.

    So a right answer has its largest figure of all splits, and a mistake its smallest.
    """

    right: Away
    wrong: Away


@dataclass(frozen=True)
class Share:
    """How many of some answers were judged rightly."""

    hits: int
    count: int

    @property
    def interval(self) -> tuple[float, float]:
        """Clopper and Pearson's 95 % interval of the share, 0..1."""
        found = binomtest(self.hits, self.count).proportion_ci(0.95, "exact")
        return float(found.low), float(found.high)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.hits}/{self.count} ({100 * low:.1f}-{100 * high:.1f} %)"


def fixed(comparer: str, right: Sequence[Compared], wrong: Sequence[Compared]) -> Verdicts:
    """The verdicts of a comparer whose limit is given."""
    return Verdicts(
        {each.id: each.away[comparer] for each in right},
        {each.id: each.away[comparer] for each in wrong},
    )


def cross_fitted(
    right: Sequence[Compared], wrong: Sequence[Compared], seeds: Sequence[int]
) -> Verdicts:
    """The verdicts of limits that are set by one half and judge the other."""
    rights: dict[str, float] = {}
    wrongs: dict[str, float] = {}
    for seed in seeds:
        for fit, judged in _halves((*right, *wrong), seed):
            setting = [each for each in right if each.group in fit]
            mistakes = [each for each in wrong if each.group in fit]
            limits = {
                platform: _limits([each for each in setting if each.platform != platform], mistakes)
                for platform in {each.platform for each in right} - {HERE}
            }
            limits[HERE] = _limits(setting, mistakes)
            for each in right:
                if each.group in judged:
                    away = _away(each, limits[each.platform])
                    rights[each.id] = max(away, rights.get(each.id, 0.0))
            for each in wrong:
                if each.group in judged:
                    away = _away(each, limits[HERE])
                    wrongs[each.id] = min(away, wrongs.get(each.id, inf))
    return Verdicts(rights, wrongs)


def by_means(answers: Sequence[Compared]) -> list[Compared]:
    """The same answers, their distance the root mean square alone.

    Its noise has a floor as ours has, `calibration.LEAST_BEYOND`: here a mean of LEAST_MEAN.
    """
    unit = LEAST_BEYOND / LEAST_MEAN
    return [
        replace(each, distances={at: Distance(unit * mean, 0.0) for at, mean in each.means.items()})
        for each in answers
    ]


def _halves(
    answers: Sequence[Compared], seed: int
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Which groups set the limits, and which are judged by them: each half in turn."""
    groups = sorted({each.group for each in answers})
    order = np.random.default_rng(seed).permutation(len(groups))
    one = frozenset(groups[place] for place in order[: len(groups) // 2])
    other = frozenset(groups) - one
    yield one, other
    yield other, one


def _limits(right: Sequence[Compared], wrong: Sequence[Compared]) -> Mapping[At, Gap]:
    """The limits of each check; a check without a gap judges nothing."""
    ats = {at for each in (*right, *wrong) for at in each.distances}
    gaps = {
        at: find_gap(
            [each.distances[at] for each in right if at in each.distances],
            [each.distances[at] for each in wrong if at in each.distances],
        )
        for at in ats
    }
    return {at: gap for at, gap in gaps.items() if gap is not None}


def _away(answer: Compared, limits: Mapping[At, Gap]) -> float:
    """How many times the limits the farthest of an answer's pictures is away."""
    return max(
        (
            max(distance.beyond / gap.tolerance.share, distance.unlike / (1 - gap.tolerance.ssim))
            for at, distance in answer.distances.items()
            if (gap := limits.get(at)) is not None
        ),
        default=0.0,
    )
