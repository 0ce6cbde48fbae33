"""What the comparers are measured on: right answers in many guises, and mistakes.

A right answer is run as it is written; with a positive factor, float64 and a batch axis, all of
which are legal; and with another instruction set or without oneDNN, as other machines compute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

from grader.core.blank import At, Blank, Pixels
from grader.goldens.catalogue import Mistake, read_right_answers
from grader.goldens.limits import Distance
from grader.goldens.make import platforms, touched
from grader.goldens.survey import Made, Platform, ResolvedAssignment, Solution
from grader.gradcam.blanks import BLANKS
from grader.gradcam.subject import SUBJECT
import numpy as np

from benchmarks.comparers import COMPARERS, mean_difference

UNSEEN = {
    "held out": Path(__file__).with_name("held_out.toml"),
    "made by hand": Path(__file__).with_name("by_hand.toml"),
}
"""Mistakes that set no limit and lent no picture to the hints."""

WALKS = {"met on walks": Path(__file__).with_name("walks.toml")}
"""Families of mistakes, three spellings each. The hints were built for these very families, so they
say nothing of mistakes that nobody has met: they are named, and no comparer is measured on them."""

BY_ID = {blank.id: blank for blank in BLANKS}
AS_WRITTEN, IN_DISGUISE, ELSEWHERE = "as written", "factor, dtype, axis", "other instructions"
KINDS = (AS_WRITTEN, IN_DISGUISE, ELSEWHERE)

HERE = "here"
COLD, *OTHERS = platforms(SUBJECT)
"""Two threads; and the lesser instruction sets, which each right answer is run with one of."""

AT_ONCE = 48
"""So many answers' pictures are held at a time."""

DISGUISE = """

import numpy as _numpy


def _disguised(function, axes):
    def answer(*inputs):
        array = {factor!r} * _numpy.asarray(function(*inputs), _numpy.float64)
        return array if array.ndim > axes else array[None]

    return answer


get_class_saliency = _disguised(get_class_saliency, 3)
get_saliency = _disguised(get_saliency, 3)
grad_cam = _disguised(grad_cam, 2)
"""


@dataclass(frozen=True)
class Compared:
    """An answer beside the goldens.

    `group` is the same for answers that must not be told apart when some are held out: wordings of
    one solution, mistakes that make one picture. `away` has for each comparer the picture that is
    farthest; `identical` says that all are equal to the last bit.
    """

    id: str
    group: str
    kind: str
    platform: str
    distances: Mapping[At, Distance]
    means: Mapping[At, float]
    away: Mapping[str, float]
    identical: bool


def right_answers(
    resolved: ResolvedAssignment, goldens: Mapping[At, Pixels], workers: int, seed: int
) -> Iterator[Compared]:
    """Every right answer, and the reference, in three guises. Raises ValueError for no picture."""
    random = np.random.default_rng(seed)
    source = SUBJECT.reference.read_text("utf-8")
    own = [Solution("reference", SUBJECT.reference.read_bytes(), BLANKS)] + [
        Solution(each.id, each.submission(source), touched(SUBJECT, each.blank))
        for each in read_right_answers(SUBJECT.catalogue)
    ]
    hidden = [replace(each, source=_disguised(each.source, random)) for each in own]
    elsewhere: dict[int, list[Solution]] = {}
    for which, solution in zip(cycle(range(len(OTHERS))), own[1:], strict=False):
        elsewhere.setdefault(which, [own[0]]).append(solution)
    runs = [(AS_WRITTEN, HERE, Platform(), own), (IN_DISGUISE, HERE, Platform(), hidden)]
    runs += [(ELSEWHERE, "two threads", COLD, own[:1])]
    runs += [
        (ELSEWHERE, _name(OTHERS[which]), OTHERS[which], solutions)
        for which, solutions in elsewhere.items()
    ]
    for kind, name, platform, solutions in runs:
        for solution, made in _run(resolved, solutions, platform, workers, graphs=True):
            if made.failures:
                raise ValueError(f"{solution.id}, {kind}: {next(iter(made.failures.items()))}")
            yield compared(f"{solution.id}, {kind}, {name}", solution.id, kind, name, made, goldens)


def mistakes(
    resolved: ResolvedAssignment,
    goldens: Mapping[At, Pixels],
    workers: int,
    wrong: Sequence[Mistake],
    on_made: Callable[[Mistake, Made], object],
) -> Iterator[Compared]:
    """Every mistake that makes all pictures of its blank; those that do not, everybody rejects."""
    source = SUBJECT.reference.read_text("utf-8")
    by_id = {mistake.id: mistake for mistake in wrong}
    solutions = [Solution(each.id, each.submission(source), (BY_ID[each.blank],)) for each in wrong]
    for solution, made in _run(resolved, solutions, Platform(), workers, graphs=False):
        on_made(by_id[solution.id], made)
        if not any(at[1] in solution.blanks[0].pictures for at in made.failures):
            found = compared(solution.id, "", "mistake", HERE, made, goldens)
            look = sorted(
                (at, round(each.beyond, 3), round(each.unlike, 3))
                for at, each in found.distances.items()
            )
            yield replace(found, group=str(look))


def of_blank(pictures: Mapping[At, Pixels], blank: Blank) -> dict[At, Pixels]:
    """The pictures that a blank is marked by."""
    return {at: picture for at, picture in pictures.items() if at[1] in blank.pictures}


def compared(
    name: str, group: str, kind: str, platform: str, made: Made, goldens: Mapping[At, Pixels]
) -> Compared:
    """What was made beside the goldens."""
    pairs = {
        at: (made.pictures[at], golden) for at, golden in goldens.items() if at in made.pictures
    }
    return Compared(
        id=name,
        group=group,
        kind=kind,
        platform=platform,
        distances={at: Distance.between(*pair) for at, pair in pairs.items()},
        means={at: mean_difference(*pair) for at, pair in pairs.items()},
        away={
            of: max(comparer(*pair) for pair in pairs.values())
            for of, comparer in COMPARERS.items()
        },
        identical=all(np.array_equal(*pair) for pair in pairs.values()),
    )


def _run(
    resolved: ResolvedAssignment,
    solutions: Sequence[Solution],
    platform: Platform,
    workers: int,
    *,
    graphs: bool,
) -> Iterator[tuple[Solution, Made]]:
    """Each solution and what it made; with `graphs`, what fails warm again in a cold child."""
    with resolved.start(workers, platform) as trusted:
        for start in range(0, len(solutions), AT_ONCE):
            part = solutions[start : start + AT_ONCE]
            made = trusted.run(part)
            again = [each for each in part if made[each.id].failures] if graphs else []
            if again:
                with resolved.start(workers, replace(platform, lane="cold")) as cold:
                    made |= cold.run(again)
            for solution in part:
                yield solution, made[solution.id]


def _disguised(source: bytes, random: np.random.Generator) -> bytes:
    factor = float(10 ** random.uniform(-4, 4))
    return source + DISGUISE.format(factor=factor).encode()


def _name(platform: Platform) -> str:
    return ", ".join(f"{name}={value}" for name, value in platform.environment.items())
