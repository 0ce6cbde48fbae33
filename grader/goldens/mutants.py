"""Do the cases see every small change to the reference? `python -m grader golden --mutants`.

Nobody has to think of a mistake for this: the changes are made by rule, and each is run like a
submission. One that changes no picture is equivalent to the reference, for all that is asked; one
that changes a picture and passes survives, and calls for another case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from grader.core.blank import At
from grader.goldens.compare import compare
from grader.goldens.limits import LEAST_UNLIKE, Distance
from grader.goldens.mutate import Mutant, mutants_of
from grader.goldens.store import Goldens
from grader.goldens.survey import Made, Platform, ResolvedAssignment, Solution


@dataclass(frozen=True)
class Tried:
    """What became of a mutant.

    `rejected` are the checks that it does not pass. `strays` are those in which its picture is
    another than the golden, and how far.
    """

    mutant: Mutant
    rejected: tuple[At, ...]
    strays: Mapping[At, Distance]

    @property
    def survives(self) -> bool:
        """Whether it changes a picture, and passes nevertheless."""
        return bool(self.strays) and not self.rejected

    @property
    def is_equivalent(self) -> bool:
        """Whether it changes no picture."""
        return not self.strays and not self.rejected


def try_mutants(
    resolved: ResolvedAssignment,
    goldens: Goldens,
    workers: int,
    on_progress: Callable[[int, int], object],
) -> Sequence[Tried]:
    """Run every mutant of the reference in its own blank, against the goldens.

    Raises WorkerDied.
    """
    subject = resolved.subject
    blanks = {blank.id: blank for blank in subject.blanks}
    mutants = mutants_of(subject.reference.read_text("utf-8"))
    solutions = [
        Solution(mutant.id, mutant.source.encode(), (blanks[mutant.blank],)) for mutant in mutants
    ]
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        on_progress(done, len(solutions))

    with resolved.start(workers, Platform()) as trusted:
        made = trusted.run(solutions, count)
    return [judge(mutant, made[mutant.id], goldens) for mutant in mutants]


def judge(mutant: Mutant, made: Made, goldens: Goldens) -> Tried:
    """Compare what a mutant made with the goldens."""
    rejected, strays = [], {}
    for check in goldens.manifest.checks:
        at = check.case, check.picture
        if at in made.failures:
            rejected.append(at)
        if at not in made.pictures:
            continue
        golden = goldens.pictures[at]
        distance = Distance.between(made.pictures[at], golden)
        if distance.beyond > 0 or distance.unlike > LEAST_UNLIKE:
            strays[at] = distance
        if not compare(made.pictures[at], golden, check.tolerance).passed:
            rejected.append(at)
    return Tried(mutant, tuple(rejected), strays)
