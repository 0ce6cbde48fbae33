"""`golden`: make the goldens and their limits, or verify that the reference still makes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from grader.core.assignment import DEFAULT, Assignment
from grader.core.errors import BadInput
from grader.core.text import Message
from grader.goldens.catalogue import read_mistakes
from grader.goldens.limits import MARGIN, Catch
from grader.goldens.make import build, compare_goldens, write
from grader.goldens.mutants import try_mutants
from grader.goldens.mutate import Mutant
from grader.goldens.store import Goldens
from grader.goldens.survey import Platform, ResolvedAssignment
from grader.jail.proof.protections import probe
from grader.jail.run.machine_size import graders_that_fit
from grader.jail.run.worker import WorkerDied
from grader.marking.session import lanes
from rich.console import Console
from rich.progress import Progress

SAMPLE = 8
"""`--quick` runs one of this many mistakes and right answers."""


@contextmanager
def _deaths_said() -> Iterator[None]:
    """Turn the death of one of the grader's own servers into BadInput."""
    try:
        yield
    except WorkerDied as death:
        raise BadInput(
            Message("The right answers could not be run: {death}.", death=death),
            Message(
                "Check memory_mb in the assignment and the memory of the machine: "
                "python -m grader doctor says what this machine can do."
            ),
        ) from death


@_deaths_said()
def make_goldens(path: Path, *, quick: bool = False) -> int:
    """Make and write the goldens; returns the exit status. Raises BadInput.

    It is 1 where the assignment's cases miss a mistake of the catalogue. `quick` is for trying an
    assignment out: its limits come from a sample of the mistakes.
    """
    assignment = Assignment.read(path)
    _must_not_overwrite(assignment)
    resolved = resolve_assignment(assignment)
    for note in resolved.notes:
        print(note)
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("right answers and mistakes")
        made = build(
            resolved,
            graders_that_fit(),
            lambda done, total: bar.update(task, completed=done, total=total),
            SAMPLE if quick else 1,
        )
    write(made, resolved.assignment.goldens)
    checks = made.goldens.manifest.checks
    print(f"{len(checks)} goldens of {len(resolved.cases)} cases in {resolved.assignment.goldens}.")
    if made.unused:
        print(
            "Not marked, since no mistake shows in them: "
            + ", ".join("/".join(at) for at in made.unused)
        )
    uncaught = _report_catches(resolved, made.catches)
    if quick:
        print(f"This was a sample of 1 in {SAMPLE}: run it again without --quick before you mark.")
    return 1 if uncaught else 0


def _must_not_overwrite(assignment: Assignment) -> None:
    """Raises BadInput where an edited copy still names the goldens of what it was copied from."""
    if assignment.source.resolve() == DEFAULT.resolve() or not DEFAULT.exists():
        return
    if assignment.goldens.resolve() == Assignment.read(DEFAULT).goldens.resolve():
        raise BadInput(
            Message(
                "{source} would overwrite the goldens of {default}.",
                source=assignment.source,
                default=DEFAULT,
            ),
            Message('Give it a folder of its own, such as goldens = "expected".'),
        )


def _report_catches(resolved: ResolvedAssignment, catches: Mapping[str, Catch]) -> bool:
    """Print which mistakes are not caught, and what would catch them; returns whether there are
    any.
    """
    mistakes = read_mistakes(resolved.subject.catalogue)
    blanks = {mistake.id: mistake.blank for mistake in mistakes}
    unseen = {
        name: _unseen(catch, _kinds(resolved.assignment, blanks[name]))
        for name, catch in catches.items()
    }
    uncaught = {name: where for name, where in unseen.items() if where}
    for name, where in uncaught.items():
        print(f"Not caught: {name}, a mistake in {blanks[name]}, {where}.")
    print(f"{len(catches) - len(uncaught)} of {len(catches)} mistakes are caught.")
    for blank in resolved.subject.blanks:
        if blank.id in {blanks[name] for name in uncaught}:
            print(f"For {blank.id}, add a case with {blank.advice}.")
    for blank_id, kind in missing_kinds(resolved.assignment):
        print(f"No {kind} case marks {blank_id}, although {kind} cases mark others.")
    return bool(uncaught)


def missing_kinds(assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Each blank that no public, or no hidden, case marks, where there are cases of that kind.

    Without a hidden case who knows the public ones by heart has the blank's marks.
    """
    for kind in sorted({case.visibility for case in assignment.cases}):
        for blank in assignment.points:
            if kind not in _kinds(assignment, blank):
                yield blank, kind


def _kinds(assignment: Assignment, blank: str) -> set[str]:
    """Whether public cases, hidden ones, or both mark a blank."""
    return {case.visibility for case in assignment.cases if case.marks(blank)}


def _unseen(catch: Catch, kinds: set[str]) -> str:
    """The kinds of case in which a mistake is not caught, and by how much; empty if
    there are none.
    """
    if not kinds:
        return "which no case marks"
    return " and ".join(
        f"by a {kind} case (margin {margin:.2g} of {MARGIN:g})"
        for kind, margin in catch.missed(kinds).items()
    )


@_deaths_said()
def verify_goldens(path: Path) -> int:
    """Make the goldens again, in memory, and compare; the exit status is 1 where one differs."""
    assignment = Assignment.read(path)
    committed = Goldens.read(assignment.goldens)
    with resolve_assignment(assignment).start(1, Platform()) as trusted:
        drifts = compare_goldens(committed, trusted.reference())
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


@_deaths_said()
def try_mutants_of(path: Path) -> int:
    """Run every mutant of the reference, and report; the exit status is 1 where one survives."""
    assignment = Assignment.read(path)
    goldens = Goldens.read(assignment.goldens)
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("mutants of the reference")
        tried = try_mutants(
            resolve_assignment(assignment),
            goldens,
            graders_that_fit(),
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    advice = {blank.id: blank.advice for blank in assignment.subject.blanks}
    equivalent = [each.mutant for each in tried if each.is_equivalent]
    survivors = [each for each in tried if each.survives]
    for mutant in equivalent:
        print(f"Equivalent: {_said(mutant)}.")
    for each in survivors:
        case, picture = max(each.strays, key=lambda at: each.strays[at].beyond)
        beyond = each.strays[case, picture].beyond
        print(f"Survives: {_said(each.mutant)}; {picture} of {case} differs by {beyond:.2%}.")
        print(f"  For {each.mutant.blank}, add a case with {advice[each.mutant.blank]}.")
    rejected = len(tried) - len(equivalent) - len(survivors)
    print(
        f"{len(tried)} mutants of the reference: {rejected} rejected, {len(equivalent)} equivalent "
        f"in every case, {len(survivors)} survived."
    )
    return 1 if survivors else 0


def _said(mutant: Mutant) -> str:
    """A mutant in a line."""
    was, now = (" ".join(code.split()) for code in (mutant.was, mutant.now))
    return f"line {mutant.line} ({mutant.blank}), {was} -> {now}"


def resolve_assignment(assignment: Assignment) -> ResolvedAssignment:
    """Resolve an assignment's cases, under this machine's protections. Raises BadInput."""
    machine = probe()
    confined = machine if machine.confines else None
    opened = assignment.open()
    return ResolvedAssignment.open(assignment, lanes(assignment, opened, confined))
