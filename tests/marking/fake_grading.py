"""`grade` without TensorFlow: an assignment and graders that are made up, all else as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
import hashlib
from pathlib import Path
from types import SimpleNamespace

import grader.cli.commands.grade
from grader.cli.commands.grade import TakeIn, grade_folder
from grader.core.assignment import DEFAULT, DEFAULT_SUBJECT
from grader.core.language import ENGLISH, Language
from grader.core.report import BlankReport, Report
from grader.core.subject import find_subject
from grader.core.submission import Submission
from grader.jail.run.worker import WorkerDied
from grader.marking.ends import unreadable
from grader.marking.tries import Graded
import pytest

TITLE = "Guided Grad-CAM"
MAX_SCORE = 40.0


@dataclass
class FakeAssignment:
    """An assignment in a version of its own. `graded` are the names in the order of grading.

    A submission's first line is its points in TODO1 and TODO2, such as `# 20 10`. Grading is
    stopped by Ctrl-C at the submission `stop_at`, and the grader fails on those in `fails_on`.
    """

    version: str = "1"
    graded: list[str] = field(default_factory=list)
    stop_at: str = ""
    fails_on: tuple[str, ...] = ()

    def key(self, submission: Submission) -> str:
        parts = self.version.encode(), submission.source, str(submission.problem).encode()
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    @property
    def ready(self) -> SimpleNamespace:
        """What `grade` asks of an assignment that is ready."""
        blanks = (SimpleNamespace(id="TODO1", functions=("gg_relu",)),)
        return SimpleNamespace(
            assignment=SimpleNamespace(title=TITLE, max_score=MAX_SCORE),
            described={},
            marker=SimpleNamespace(blanks=blanks, goldens=SimpleNamespace(pictures={})),
            subject=find_subject(DEFAULT_SUBJECT, DEFAULT.parent),
            key=self.key,
        )

    def grade(self, submission: Submission, key: str, *, is_last: bool) -> Graded:
        """What a grader makes of a submission."""
        if submission.name in self.fails_on:
            raise WorkerDied("no memory")
        if submission.is_unreadable:
            return Graded(unreadable(submission, key, MAX_SCORE), {})
        self.graded.append(submission.name)
        words = submission.source.decode("utf-8", "replace").split("\n")[0].split()
        scores = [float(word) for word in words if word.isdigit()] or [0.0]
        blanks = tuple(
            BlankReport(
                id=f"TODO{place}",
                score=score,
                max_score=20,
                status="right" if score == 20 else "wrong",
            )
            for place, score in enumerate(scores, 1)
        )
        report = Report(
            submission=submission.name,
            status="graded",
            score=sum(scores),
            max_score=MAX_SCORE,
            blanks=blanks,
            key=key,
        )
        return Graded(report, {})


class FakePool:
    """Graders of a made-up assignment."""

    def __init__(self, assignment: FakeAssignment) -> None:
        marker = SimpleNamespace(assignment=SimpleNamespace(max_score=MAX_SCORE))
        grader = SimpleNamespace(grade=assignment.grade, marker=marker, close=lambda: None)
        self.graders = [grader]
        self.replace = lambda number: grader

    def __enter__(self) -> FakePool:
        return self

    def __exit__(self, *exception: object) -> None:
        pass


class Instructor:
    """Grades folders of `# points` files into `out`."""

    def __init__(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.place, self.out = place, place / "out"
        self.assignment = FakeAssignment()
        in_turn = grader.cli.commands.grade.grade_all

        def one_after_another(tasks, graders, replace):  # type: ignore[no-untyped-def]
            for task in tasks:
                if task.submission.name == self.assignment.stop_at:
                    raise KeyboardInterrupt
                yield from in_turn([task], graders, replace)

        module = grader.cli.commands.grade
        monkeypatch.setattr(
            module.ReadyAssignment, "open", classmethod(lambda cls, path: self.assignment.ready)
        )
        monkeypatch.setattr(
            module, "GraderPool", lambda ready, machine, count: FakePool(self.assignment)
        )
        monkeypatch.setattr(module, "grade_all", one_after_another)

    def hand_in(self, folder: str, **scores: str) -> Path:
        """Put a file for each student into a folder, which holds nothing else then."""
        path = self.place / folder
        path.mkdir(exist_ok=True)
        for old in path.iterdir():
            old.unlink()
        for name, points in scores.items():
            (path / f"{name}.py").write_text(f"# {points}\ndef gg_relu(x):\n    return x\n")
        return path

    def grade(
        self, folder: str, language: Language = ENGLISH, take_in: TakeIn | None = None
    ) -> int:
        """The exit status of `grade`."""
        where, toml = self.place / folder, Path("a.toml")
        return grade_folder(where, self.out, toml, 1, language, unconfined=True, take_in=take_in)
