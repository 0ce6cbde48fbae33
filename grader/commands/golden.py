"""`golden`: make the goldens, or verify that the reference still makes them."""

from __future__ import annotations

from pathlib import Path

from grader.assembly import lanes
from grader.assignment import Assignment
from grader.golden import build, compare_goldens, write
from grader.goldens import Goldens
from grader.gradcam.subject import network_of
from grader.jail.protections import probe


def make_goldens(path: Path) -> int:
    """Make and write them; the exit status. Raises BadInput."""
    assignment = Assignment.read(path)
    made = _build(assignment)
    write(made, assignment.goldens)
    cases = len(made.manifest.cases)
    print(f"{len(made.pictures)} goldens of {cases} cases in {assignment.goldens}.")
    return 0


def verify_goldens(path: Path) -> int:
    """Make them again, in memory, and compare; the exit status is 1 where one is another."""
    assignment = Assignment.read(path)
    committed = Goldens.read(assignment.goldens)
    drifts = compare_goldens(committed, _build(assignment))
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


def _build(assignment: Assignment) -> Goldens:
    machine = probe()
    confined = machine if machine.confines else None
    return build(assignment, lanes(assignment, network_of(assignment), confined))
