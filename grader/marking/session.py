"""Puts together what a command needs: the assignment, its goldens, the machine, the servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
import sys

from grader.core.assignment import Assignment
from grader.core.errors import BadInput
from grader.core.exercise import Question
from grader.core.fingerprints import of_bytes, of_json, of_the_code
from grader.core.subject import Described, Opened, Subject
from grader.core.submission import Submission
from grader.core.text import Message
from grader.goldens.signatures import Signatures
from grader.goldens.store import AGAIN, Goldens, Manifest, fingerprint_of_case
from grader.jail.proof.protections import Machine
from grader.jail.run.bounds import Bounds
from grader.jail.run.exercises import Setup
from grader.jail.run.start import Start
from grader.jail.run.tree import ServerTree
from grader.jail.run.worker import Lane, Worker
from grader.jail.walls.limits import MEBIBYTE, Limits
from grader.marking.grader import Grader
from grader.marking.marker import Marker
from grader.marking.tries import Begun


@dataclass(frozen=True)
class ReadyAssignment:
    """An assignment that is ready to be marked against its goldens."""

    assignment: Assignment
    subject: Subject
    marker: Marker
    fingerprint: str

    @classmethod
    def open(cls, path: Path) -> ReadyAssignment:
        """Read an assignment and its goldens. Raises BadInput."""
        assignment = Assignment.read(path)
        subject = assignment.subject
        opened = assignment.open()
        goldens = Goldens.read(assignment.goldens)
        questions = _asked(assignment, opened, goldens.manifest)
        signatures = Signatures.read(assignment.goldens)
        marker = Marker(assignment, goldens, signatures, subject.blanks, opened, questions)
        places = {"source", "goldens"}
        fingerprint = of_json(
            {
                "code": of_the_code(),
                "asked": assignment.model_dump(mode="json", exclude=places),
                "goldens": goldens.fingerprint,
                "signatures": signatures.fingerprint,
            }
        )
        return cls(assignment, subject, marker, fingerprint)

    @property
    def opened(self) -> Opened:
        """The subject with the assignment's settings."""
        return self.marker.opened

    @property
    def setup(self) -> Setup:
        """What a server needs to run the exercises; no question and no golden is in it."""
        return Setup.of(self.subject, self.opened)

    @property
    def described(self) -> Mapping[str, Described]:
        """What the public cases ask, for people, by name, as far as the subject says it."""
        marker = self.marker
        found = {
            case.name: self.opened.describe(
                case, marker.goldens.manifest.cases[case.name].about, marker.questions[case.name]
            )
            for case in self.assignment.cases
            if case.visibility == "public"
        }
        return {name: described for name, described in found.items() if described is not None}

    def key(self, submission: Submission) -> str:
        """The hash of all that a submission's marks and hints depend on."""
        return of_json(
            [self.fingerprint, of_bytes(submission.source), str(submission.problem or "")]
        )


class GraderPool:
    """Graders with servers of their own, all of which end with the block."""

    def __init__(
        self,
        ready: ReadyAssignment,
        machine: Machine | None,
        count: int,
        start: Start | None = None,
    ) -> None:
        """Start `count` graders. `machine` is None where student code is not to be confined.

        `start` is a process that imports the assignment's exercises already (`early_start`).
        """
        self._ready = ready
        self._begun = Begun()
        self._lanes = lanes(ready.assignment, ready.opened, machine)
        tree = ServerTree(ready.setup, self._lanes, count, start=start)
        # Of each grader; all begin in one.
        self._trees = [tree] * count
        self.graders = [self._grader(workers) for workers in tree.workers]

    def replace(self, number: int) -> Grader:
        """A new grader in place of one whose servers have died.

        Raises BadInput or OSError where its servers cannot be started.
        """
        before = self._trees[number]
        tree = ServerTree(self._ready.setup, self._lanes, 1, beside=len(self._trees) - 1)
        self._trees[number] = tree
        if before not in self._trees:
            before.close()
        return self._grader(tree.workers[0])

    def _grader(self, workers: Mapping[Lane, Worker]) -> Grader:
        return Grader(self._ready.marker, workers, self._begun)

    def __enter__(self) -> GraderPool:
        return self

    def __exit__(self, *exception: object) -> None:
        for tree in set(self._trees):
            tree.close()


def lanes(assignment: Assignment, opened: Opened, machine: Machine | None) -> Mapping[Lane, Bounds]:
    """The lanes that this platform has, and what a job in each is held to."""
    asked = assignment.limits
    limits = Limits(
        wall_seconds=asked.seconds,
        cpu_seconds=asked.cpu_seconds,
        memory_bytes=asked.memory_mb * MEBIBYTE,
        scratch_bytes=asked.scratch_mb * MEBIBYTE,
        file_bytes=asked.scratch_mb * MEBIBYTE,
        output_bytes=asked.printed_kb * 1024,
    )
    slow = Bounds(machine, limits, tuple(str(path) for path in opened.readable))
    if sys.platform != "linux":
        return {"plain": slow}
    return {
        "warm": replace(slow, limits=replace(limits, wall_seconds=asked.fast_seconds)),
        "cold": slow,
    }


def _asked(assignment: Assignment, opened: Opened, manifest: Manifest) -> dict[str, Question]:
    """The question of each case, by name.

    Raises BadInput where the goldens answer another question than the assignment asks.
    """
    was, now = manifest.subject_sha256, opened.digest
    changed = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    if changed:
        raise BadInput(
            Message(
                "The goldens in {goldens} were made with another version of: {names}.",
                goldens=assignment.goldens,
                names=", ".join(changed),
            ),
            AGAIN,
        )
    questions = {}
    for case in assignment.cases:
        made = manifest.cases.get(case.name)
        if made is None:
            raise BadInput(Message("There are no goldens for case {name}.", name=case.name), AGAIN)
        questions[case.name] = opened.question(case, made.about)
        if made.asked != fingerprint_of_case(case, questions[case.name]):
            raise BadInput(
                Message(
                    "The goldens of case {name} were made for another question, "
                    "or for other blanks.",
                    name=case.name,
                ),
                AGAIN,
            )
    left = sorted(set(manifest.cases) - {case.name for case in assignment.cases})
    if left:
        raise BadInput(
            Message("There are goldens for {left}, but no such case.", left=", ".join(left)), AGAIN
        )
    return questions
