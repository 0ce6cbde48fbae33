"""`golden`: make the goldens and their limits, or verify that the reference still makes them."""

from __future__ import annotations

import os
from pathlib import Path

from grader.assembly import lanes
from grader.assignment import Assignment
from grader.calibration import MARGIN, Catch
from grader.golden import build, compare_goldens, write
from grader.goldens import Goldens
from grader.gradcam.subject import network_of
from grader.jail.protections import probe
from grader.workshop import Platform, Workshop
from rich.console import Console
from rich.progress import Progress


def make_goldens(path: Path) -> int:
    """Make and write them; the exit status. Raises BadInput.

    1 where a mistake of the catalogue is not caught by the assignment's cases.
    """
    workshop = open_workshop(Assignment.read(path))
    for note in workshop.notes:
        print(note)
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("right answers and mistakes")
        made = build(
            workshop,
            os.cpu_count() or 1,
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    write(made, workshop.assignment.goldens)
    checks = made.goldens.manifest.checks
    print(f"{len(checks)} goldens of {len(workshop.cases)} cases in {workshop.assignment.goldens}.")
    if made.unused:
        print(
            "Not marked, since no mistake shows: " + ", ".join("/".join(at) for at in made.unused)
        )
    kinds = {case.visibility for case in workshop.assignment.cases}
    uncaught = {
        name: catch
        for name, catch in made.catches.items()
        if not catch.is_caught("public" in kinds, "hidden" in kinds)
    }
    for name, catch in uncaught.items():
        print(f"Not caught: {name} {_where(catch)}.")
    print(f"{len(made.catches) - len(uncaught)} of {len(made.catches)} mistakes are caught.")
    if uncaught:
        print("Add a case that shows them: another class (one with a negative score, one whose")
        print("map is all zero), another layer, or a scene with more than one object.")
    return 1 if uncaught else 0


def verify_goldens(path: Path) -> int:
    """Make them again, in memory, and compare; the exit status is 1 where one is another."""
    assignment = Assignment.read(path)
    committed = Goldens.read(assignment.goldens)
    with open_workshop(assignment).bench(1, Platform()) as bench:
        drifts = compare_goldens(committed, bench.reference())
    wrong = [drift for drift in drifts if not drift.passed]
    for drift in wrong:
        print(
            f"{drift.case}, {drift.picture}: similarity {drift.ssim:.4f}, "
            f"{drift.beyond:.2%} of the pixels differ."
        )
    same = sum(drift.ssim == 1.0 and drift.beyond == 0.0 for drift in drifts)
    print(
        f"{len(drifts)} goldens: {same} identical to the last bit, "
        f"{len(drifts) - same - len(wrong)} within their tolerance, {len(wrong)} not."
    )
    return 1 if wrong else 0


def _where(catch: Catch) -> str:
    """In which cases a mistake does not show, and by how much it misses the margin."""
    return " and ".join(
        f"by a {kind} case (margin {margin:.2g} of {MARGIN:g})"
        for kind, margin in (("public", catch.public), ("hidden", catch.hidden))
        if margin < MARGIN
    )


def open_workshop(assignment: Assignment) -> Workshop:
    """Resolve an assignment's cases, under this machine's protections. Raises BadInput."""
    machine = probe()
    confined = machine if machine.confines else None
    return Workshop.open(assignment, lanes(assignment, network_of(assignment), confined))
