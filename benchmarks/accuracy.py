"""How fair the marks are, beside the usual comparers on the same pictures: `make accuracy`.

Every right answer and every mistake of the bank and the catalogue is run anew, and the mistakes of
`held_out.toml`, on which nothing was tuned. A wrong answer is rejected when one of its pictures
fails; a right one accepted when all pass. Mistakes that give no picture at all are left out of the
comparison, since every grader rejects them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import os
from pathlib import Path
import sys

from grader.assignment import DEFAULT, Assignment
from grader.blank import Blank
from grader.commands.golden import resolve_assignment
from grader.golden import BLANK_OF, Survey, survey
from grader.goldens import REFERENCE, Goldens
from grader.gradcam.blanks import BLANKS
from grader.gradcam.diagnosis import Diagnosis, explain_failure
from grader.gradcam.mistakes.catalogue import Mistake, read_mistakes_of
from grader.marking import At, Picture
from grader.report import Hint
from grader.resolved import Platform
from grader.signatures import Signatures
from grader.survey import Made, Solution
from rich.console import Console
from rich.table import Table

from benchmarks.comparers import COMPARERS, Comparer

UNSEEN = {
    "held out": Path(__file__).with_name("held_out.toml"),
    "made by hand": Path(__file__).with_name("by_hand.toml"),
}
"""Mistakes on which nothing was tuned."""

BY_ID = {blank.id: blank for blank in BLANKS}
VAGUE = "differs"
"""The id of a hint that does not name a mistake, but says what differs."""


@dataclass(frozen=True)
class Judge:
    """Judges answers by the committed goldens, limits and signatures."""

    goldens: Goldens
    diagnosis: Diagnosis

    def passes(self, comparer: Comparer, pictures: Mapping[At, Picture]) -> bool:
        """Whether every picture passes for its golden."""
        return all(
            comparer(pictures[at], self.goldens.pictures[at], check.tolerance)
            for check in self.goldens.manifest.checks
            if (at := (check.case, check.picture)) in pictures
        )

    def hint(self, mistake: Mistake, made: Made) -> Hint | None:
        """What a student who made the mistake would read; None where it passes."""
        blank = BY_ID[mistake.blank]
        own = of_blank(made.pictures, blank)
        failed = [failure for at, failure in made.failures.items() if BLANK_OF[at[1]] == blank]
        if failed:
            return explain_failure(failed[0])
        wrong = [
            (check.case, check.picture)
            for check in self.goldens.manifest.checks
            if (at := (check.case, check.picture)) in own
            and not COMPARERS["this grader"](own[at], self.goldens.pictures[at], check.tolerance)
        ]
        return self.diagnosis.name(blank, wrong, own) if wrong else None


def of_blank(pictures: Mapping[At, Picture], blank: Blank) -> dict[At, Picture]:
    """The pictures that a blank is marked by."""
    return {at: picture for at, picture in pictures.items() if BLANK_OF[at[1]] == blank}


def main() -> int:
    """Print the tables; the exit status is 1 where a goal is missed."""
    resolved = resolve_assignment(Assignment.read(DEFAULT))
    goldens = Goldens.read(resolved.assignment.goldens)
    hidden = frozenset(
        case.name for case in resolved.assignment.cases if case.visibility == "hidden"
    )
    signatures = Signatures.read(resolved.assignment.goldens)
    judge = Judge(goldens, Diagnosis(goldens, signatures, hidden))
    ran = survey(resolved, os.cpu_count() or 1, _say)
    console = Console(highlight=False, width=100)
    fair = compare_comparers(console, judge, ran)
    unseen = {which: read_mistakes_of(path) for which, path in UNSEEN.items()}
    with resolved.start(os.cpu_count() or 1, Platform()) as trusted:
        made = {
            which: trusted.run([_solution(mistake) for mistake in mistakes])
            for which, mistakes in unseen.items()
        }
    named = [name_all(console, judge, ran.mistakes, ran.wrong, "of the catalogue")]
    named += [name_all(console, judge, unseen[which], made[which], which) for which in unseen]
    return 0 if fair and all(named) else 1


def compare_comparers(console: Console, judge: Judge, ran: Survey) -> bool:
    """The table of all comparers; whether this grader is right everywhere."""
    wrong = [
        of_blank(ran.wrong[mistake.id].pictures, BY_ID[mistake.blank])
        for mistake in ran.mistakes
        if not any(BLANK_OF[at[1]].id == mistake.blank for at in ran.wrong[mistake.id].failures)
    ]
    right = [made.pictures for made in ran.right]
    table = Table(box=None, pad_edge=False)
    table.add_column("compared by")
    table.add_column(f"{len(wrong)} wrong answers rejected", justify="right")
    table.add_column(f"{len(right)} right answers accepted", justify="right")
    fair = True
    for name, comparer in COMPARERS.items():
        rejected = sum(not judge.passes(comparer, pictures) for pictures in wrong)
        accepted = sum(judge.passes(comparer, pictures) for pictures in right)
        table.add_row(name, f"{rejected / len(wrong):.1%}", f"{accepted / len(right):.1%}")
        if name == "this grader":
            fair = rejected == len(wrong) and accepted == len(right)
    console.print(table)
    return fair


def name_all(
    console: Console,
    judge: Judge,
    mistakes: Sequence[Mistake],
    made: Mapping[str, Made],
    which: str,
) -> bool:
    """How many mistakes are rejected, and named or honestly described; whether enough are."""
    hints = {mistake.id: judge.hint(mistake, made[mistake.id]) for mistake in mistakes}
    passed = [name for name, hint in hints.items() if hint is None]
    unnamed = [
        mistake.id
        for mistake in mistakes
        if (hint := hints[mistake.id]) is not None and not fits(mistake, hint)
    ]
    count = len(mistakes)
    console.print(
        f"{count} mistakes {which}: {(count - len(passed)) / count:.1%} rejected, "
        f"{(count - len(passed) - len(unnamed)) / count:.1%} named or described as they are."
    )
    for name in passed:
        console.print(f"  accepted: {name}")
    for name in unnamed:
        hint = hints[name]
        console.print(f"  not named: {name}: {hint.text if hint else ''}")
    return not passed and len(unnamed) <= 0.05 * count


def fits(mistake: Mistake, hint: Hint) -> bool:
    """Whether a hint says what the mistake is.

    For one of the catalogue its own hint must be in it, or the failure it ends in; one that was
    held out says in `source` which words an honest hint has.
    """
    if mistake.source.startswith("expect: "):
        words = mistake.source.removeprefix("expect: ").split(" | ")
        return any(word in f"{hint.id} {hint.text}" for word in words)
    return mistake.hint in hint.text or hint.id not in (VAGUE, "exited")


def _solution(mistake: Mistake) -> Solution:
    source = mistake.submission(REFERENCE.read_text("utf-8"))
    return Solution(mistake.id, source, (BY_ID[mistake.blank],))


def _say(done: int, total: int) -> None:
    end = "\n" if done == total else "\r"
    print(f"{done} of {total} solutions run", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
