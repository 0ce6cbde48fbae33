"""How fair the marks are, beside the usual comparers on the same pictures: `make accuracy`.

A wrong answer is rejected when one of its pictures fails; a right one accepted when all pass. This
grader's limits are set by one half of the answers and judge the other (`cross_fit`), so that no
answer helps to judge itself; the other comparers have limits of their own. Mistakes that give no
picture at all are left out, since every grader rejects them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
import os
import sys
from typing import Annotated

from grader.cli.commands.golden import resolve_assignment
from grader.core.assignment import DEFAULT, Assignment
from grader.core.report import Hint
from grader.goldens.catalogue import Mistake, read_mistakes, read_mistakes_of
from grader.goldens.survey import Made, Platform
from grader.gradcam.subject import SUBJECT
from grader.marking.session import ReadyAssignment
from rich.console import Console
from rich.table import Table
import typer

from benchmarks.answers import KINDS, UNSEEN, WALKS, Compared, mistakes, right_answers
from benchmarks.comparers import COMPARERS
from benchmarks.cross_fit import (
    CALIBRATED_RMS,
    THIS_GRADER,
    Share,
    Verdicts,
    by_means,
    cross_fitted,
    fixed,
)
from benchmarks.figures import RESULTS
from benchmarks.measured import Measured, of_this_machine
from benchmarks.naming import Judge, Naming

SEED = 20171022
SPLITS = range(10)
"""The splits into halves, by their seeds."""

COLUMNS = ("mistakes rejected", *KINDS, "farthest right", "nearest mistake")


def main(
    save: Annotated[bool, typer.Option("--save", help="Keep the figures for README.")] = False,
) -> None:
    """Print the tables; the exit status is 1 where a mistake is accepted, or too few are named."""
    workers = os.cpu_count() or 1
    resolved = resolve_assignment(Assignment.read(DEFAULT))
    judge = Judge(ReadyAssignment.open(DEFAULT).marker)
    with resolved.start(1, Platform()) as trusted:
        goldens = trusted.reference()
    _say("right answers")
    right = list(right_answers(resolved, goldens, workers, SEED))
    hints: dict[str, Hint | None] = {}

    def keep_hint(mistake: Mistake, made: Made) -> None:
        hints[mistake.id] = judge.hint(mistake, made)

    banks = {"of the catalogue": read_mistakes(SUBJECT.catalogue)}
    banks |= {which: read_mistakes_of(path) for which, path in (UNSEEN | WALKS).items()}
    wrong: list[Compared] = []
    for which, bank in banks.items():
        _say(f"mistakes {which}")
        found = list(mistakes(resolved, goldens, workers, bank, keep_hint))
        wrong += [] if which in WALKS else found
    verdicts = compare(right, wrong)
    rows = {name: row(each, right, wrong) for name, each in verdicts.items()}
    ours = accepted(verdicts[THIS_GRADER], right)
    identical = Share(sum(each.identical for each in right), len(right))
    console = Console(highlight=False, width=160)
    console.print(as_table(rows))
    console.print(f"Right answers that this grader accepts: {ours}")
    console.print(f"Right answers identical to the golden to the last bit: {identical}")
    namings = {
        which: Naming({mistake: hints[mistake.id] for mistake in bank})
        for which, bank in banks.items()
    }
    figures = {"accepted": str(ours), "identical": f"{identical.hits}/{identical.count}"}
    for which, naming in namings.items():
        report(console, naming, which)
        figures |= {
            f"rejected, {which}": str(naming.rejected),
            f"named, {which}": str(naming.named),
        }
    if save:
        run = Measured("make accuracy", rows, figures, of_this_machine())
        run.write(RESULTS / "accuracy.json")
    missed = any(naming.accepted for naming in namings.values())
    vague = any(len(each.unnamed) > 0.05 * len(each.hints) for each in namings.values())
    raise typer.Exit(1 if missed or vague else 0)


def compare(right: Sequence[Compared], wrong: Sequence[Compared]) -> Mapping[str, Verdicts]:
    """The verdicts of every comparer."""
    ours = {
        THIS_GRADER: cross_fitted(right, wrong, SPLITS),
        CALIBRATED_RMS: cross_fitted(by_means(right), by_means(wrong), SPLITS),
    }
    return ours | {name: fixed(name, right, wrong) for name in COMPARERS}


def row(
    verdicts: Verdicts, right: Sequence[Compared], wrong: Sequence[Compared]
) -> tuple[str, ...]:
    """A comparer's cells. Mistakes that make the same pictures count as one, the nearest."""
    nearest: dict[str, float] = {}
    for each in wrong:
        away = verdicts.wrong[each.id]
        nearest[each.group] = min(away, nearest.get(each.group, away))
    cells = [str(Share(sum(away > 1 for away in nearest.values()), len(nearest)))]
    for kind in KINDS:
        share = accepted(verdicts, [each for each in right if each.kind == kind])
        cells.append(f"{share.hits}/{share.count}")
    ends = max(verdicts.right.values()), min(nearest.values())
    return (*cells, *(f"{end:.2g}" if isfinite(end) else "-" for end in ends))


def accepted(verdicts: Verdicts, right: Sequence[Compared]) -> Share:
    """How many right answers pass."""
    return Share(sum(verdicts.right[each.id] <= 1 for each in right), len(right))


def as_table(rows: Mapping[str, Sequence[str]]) -> Table:
    """The table, a comparer a row."""
    table = Table(box=None, pad_edge=False)
    table.add_column("compared by")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for name, cells in rows.items():
        table.add_row(name, *cells)
    return table


def report(console: Console, naming: Naming, which: str) -> None:
    """Print how many mistakes are rejected by the committed limits, and rightly named."""
    console.print(
        f"Mistakes {which}: {naming.rejected} rejected, {naming.named} named or described as "
        "they are."
    )
    for name in naming.accepted:
        console.print(f"  accepted: {name}")
    for name, hint in naming.unnamed.items():
        console.print(f"  not named: {name}: {hint}")


def _say(what: str) -> None:
    print(f"running {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    typer.run(main)
