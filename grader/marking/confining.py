"""Which protections student code runs under, and what a command says about those that
are missing.
"""

from __future__ import annotations

from collections.abc import Iterable
import os
from pathlib import Path
import tempfile

from grader.core.errors import BadInput
from grader.core.language import Language
from grader.core.text import Message
from grader.jail.proof.exposure import Exposed, exposed_paths
from grader.jail.proof.protections import (
    FOR_STRANGERS,
    OTHER_USER,
    WITHOUT_ROOT,
    Machine,
    Protection,
)
from grader.jail.walls.limits import Limits
from grader.jail.walls.python import python_folders
from grader.jail.walls.scratch import open_scratch
from grader.marking.session import ReadyAssignment, lanes

UNLESS = "--unconfined grades anyway."


def unprotected(machine: Machine, language: Language) -> str:
    """One line on the missing protections that any Linux could have; empty where none
    is missing.
    """
    _ = language.translate
    if not machine.confines:
        return _("Student code is not confined on this machine: python -m grader doctor says why.")
    names = ", ".join(each.name for each in machine.lacks(WITHOUT_ROOT))
    words = _("These protections are missing: {names}. python -m grader doctor says why.")
    return words.format(names=names) if names else ""


def refuse_strangers(machine: Machine, ready: ReadyAssignment, beside: Iterable[Path]) -> None:
    """Raises BadInput where strangers' code is not confined, or could reach secrets.

    Secret are the whole checkout, the assignment's folder, and `beside`: but for what the code
    must read, such as Python's packages.
    """
    missing = machine.lacks(FOR_STRANGERS)
    if missing:
        names = ", ".join(each.name for each in missing)
        raise BadInput(
            Message(
                "Student code cannot be confined on this machine, which lacks: {names}.",
                names=names,
            ),
            Message(
                "{missing} See python -m grader doctor; {unless}",
                missing=_remedies(missing),
                unless=UNLESS,
            ),
        )
    assignment = ready.assignment
    secret = {
        ready.subject.reference.parent,
        assignment.source.parent,
        assignment.goldens,
        *ready.opened.secret,
        *beside,
    }
    exposed = _exposed(machine, ready, sorted(path for path in secret if path.exists()))
    if not exposed:
        return
    # Name a file, which says more than its folder.
    example = next((each.path for each in exposed if not each.path.is_dir()), exposed[0].path)
    remedy = _how_to_close(machine, _outermost(secret, exposed))
    raise BadInput(
        Message(
            "Student code could reach {exposed} of the grader's files, such as {example}.",
            exposed=len(exposed),
            example=example,
        ),
        Message("{remedy} See python -m grader doctor; {unless}", remedy=remedy, unless=UNLESS),
    )


def _exposed(
    machine: Machine, ready: ReadyAssignment, secret: Iterable[Path]
) -> tuple[Exposed, ...]:
    bounds = next(iter(lanes(ready.assignment, ready.opened, machine).values()))
    needed = (*python_folders(), *(Path(path) for path in bounds.readable))
    plan = machine.confinement(Limits())
    with tempfile.TemporaryDirectory() as base:
        os.chmod(base, 0o711)
        uid = plan.uid if plan.other_user else None
        # Without a scratch folder no file could be opened for writing, as it can in a real child.
        with open_scratch(Path(base), plan.limits, uid=uid, bounded=False) as scratch:
            plan = machine.confinement(Limits(), scratch=scratch.folder)
            return exposed_paths(secret, plan, but=needed)


def _outermost(secret: Iterable[Path], exposed: Iterable[Exposed]) -> list[Path]:
    """The outermost secret folders in which something is exposed."""
    open_ones = {
        path.absolute()
        for path in secret
        if any(each.path.is_relative_to(path.absolute()) for each in exposed)
    }
    return sorted(path for path in open_ones if not open_ones.intersection(path.parents))


def _how_to_close(machine: Machine, roots: Iterable[Path]) -> str:
    if machine.holds(OTHER_USER):
        names = " ".join(str(path) for path in roots)
        return f"Close them to all but root (chmod -R go-rwx {names}), or enable Landlock."
    return "Enable Landlock, or start the grader as root with its folders closed to all others."


def _remedies(missing: Iterable[Protection]) -> str:
    return " ".join(f"{each.name}: {each.problem}. {each.remedy}" for each in missing)
