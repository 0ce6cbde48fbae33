"""Setting the limits of a check inside the gap between right answers and mistakes.

Every right answer and every mistake is run, and its pictures are compared with the goldens. For
each check, `noise` is how far the worst right answer strays, and the nearest mistake that strays
at least MARGIN times as far sets the other end of the gap; the limit is their geometric mean. A
mistake that strays less than that goes unseen by this check, and another check has to catch it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from grader.core.blank import Pixels
from grader.goldens.compare import FULL_RANGE, Tolerance, share_beyond, similarity
import numpy as np

MARGIN = 3.0
LEVELS = FULL_RANGE // 1000
"""A pixel may differ by a quarter of a level of an 8-bit picture."""

LEAST_BEYOND = 0.001
"""A share of pixels that stray is taken as noise even where no right answer strayed at all: with
another processor, single comparisons of nearly equal values tip over."""

LEAST_UNLIKE = 1e-5
"""The same, for 1 - SSIM."""


@dataclass(frozen=True)
class Distance:
    """How far a picture is from its golden: the share of pixels beyond LEVELS, and 1 - SSIM."""

    beyond: float
    unlike: float

    @classmethod
    def between(cls, picture: Pixels, golden: Pixels) -> Distance:
        """The distance of two pictures of one shape."""
        if np.array_equal(picture, golden):
            return cls(0.0, 0.0)
        unlike = max(0.0, 1.0 - similarity(picture, golden))
        return cls(share_beyond(picture, golden, LEVELS), unlike)


@dataclass(frozen=True)
class Gap:
    """The limits of a check, with both ends of the gap they lie in, as shares of pixels."""

    tolerance: Tolerance
    worst_right: float
    best_wrong: float

    def margin(self, distance: Distance) -> float:
        """How many times farther than the worst right answer a picture strays."""
        return distance.beyond / max(self.worst_right, LEAST_BEYOND)


def find_gap(right: Iterable[Distance], wrong: Iterable[Distance]) -> Gap | None:
    """The gap between right and wrong pictures of one check; None where there is none."""
    right, wrong = list(right), list(wrong)
    worst = max((distance.beyond for distance in right), default=0.0)
    noise = max(worst, LEAST_BEYOND)
    seen = [each for each in wrong if each.beyond >= MARGIN * noise]
    if not seen:
        return None
    best = min(each.beyond for each in seen)
    unlike_noise = max([each.unlike for each in right] + [LEAST_UNLIKE])
    # Where SSIM hardly notices the nearest mistake, it is no more than a coarse gate.
    unlike = max(sqrt(unlike_noise * min(each.unlike for each in seen)), MARGIN * unlike_noise)
    return Gap(Tolerance(1.0 - unlike, LEVELS, sqrt(noise * best)), worst, best)


@dataclass(frozen=True)
class Catch:
    """How well a mistake is caught: its largest margin among public and among hidden checks."""

    public: float
    hidden: float

    def missed(self, kinds: Collection[str]) -> dict[str, float]:
        """Of `kinds` of case (public, hidden), those where it does not show, and its margin."""
        margins = {"public": self.public, "hidden": self.hidden}
        return {kind: each for kind, each in margins.items() if kind in kinds and each < MARGIN}


def best_catch(margins: Mapping[str, Iterable[float]]) -> Catch:
    """The largest of the margins in `public` and in `hidden` checks."""
    return Catch(
        max(margins.get("public", ()), default=0.0), max(margins.get("hidden", ()), default=0.0)
    )
