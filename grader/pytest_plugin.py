"""The blanks as tests: `python -m pytest -p grader.pytest_plugin --submission FILE`.

The file is marked once, as `check` marks it, when the first of its tests runs.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from grader.assembly import GraderPool, ReadyAssignment
from grader.assignment import DEFAULT
from grader.batch import Task, grade_all
from grader.confining import unprotected
from grader.errors import BadInput
from grader.intake import read_one
from grader.jail.protections import Machine, probe
from grader.language import ENGLISH
from grader.report import BlankReport, Report
import pytest

MACHINE = pytest.StashKey[Machine]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options."""
    group = parser.getgroup("grader", "Guided Grad-CAM")
    group.addoption("--submission", metavar="FILE", help="The file whose blanks are the tests.")
    group.addoption("--assignment", metavar="FILE", default=str(DEFAULT), help="assignment.toml")


def pytest_configure(config: pytest.Config) -> None:
    """Tests of a submission are not looked for in files: no other arguments are needed."""
    submission = config.getoption("--submission")
    if submission:
        config.args[:] = [str(Path(submission).absolute())]
        config.stash[MACHINE] = probe()


def pytest_report_header(config: pytest.Config) -> str | None:
    """What does not protect here from the code that is run."""
    machine = config.stash.get(MACHINE, None)
    return None if machine is None else unprotected(machine, ENGLISH) or None


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """The submission's blanks, in place of a Python module, which pytest would import."""
    collected = yield
    submission = parent.config.getoption("--submission")
    if submission and file_path == Path(submission).absolute():
        return [SubmissionFile.from_parent(parent, path=file_path)]
    return collected


class SubmissionFile(pytest.File):
    """The file that was handed in; never imported here."""

    report: Report | None = None

    def collect(self) -> Iterator[BlankTest]:
        """A test for each blank."""
        try:
            self.ready = ReadyAssignment.open(Path(self.config.getoption("--assignment")))
        except BadInput as error:
            raise pytest.UsageError(str(error)) from error
        for blank in self.ready.marker.subject.blanks:
            yield BlankTest.from_parent(self, name=blank.id)

    def blank(self, name: str) -> BlankReport:
        """The marks of a blank. Raises NotGraded when it is the grader that failed."""
        if self.report is None:
            self.report = _mark(self.path, self.ready, self.config.stash[MACHINE])
        if self.report.status == "not_graded":
            raise NotGraded(self.report.reason or "")
        return next(blank for blank in self.report.blanks if blank.id == name)


class BlankTest(pytest.Item):
    """Passes when the blank is right."""

    def runtest(self) -> None:
        """Raises NotRight otherwise."""
        assert isinstance(self.parent, SubmissionFile)
        blank = self.parent.blank(self.name)
        if blank.status != "right":
            raise NotRight(blank)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """What is wrong, in the words of the report."""
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The name by which a failure is headed."""
        return self.path, 0, self.name


class NotRight(Exception):
    """A blank that is not right: its score, and its hint."""

    def __init__(self, blank: BlankReport) -> None:
        score = f"{blank.score:g} of {blank.max_score:g} points"
        hint = "" if blank.hint is None else f"\n{blank.hint.text}"
        super().__init__(f"{blank.id} is {blank.status}: {score}.{hint}")


class NotGraded(Exception):
    """The grader's own failure."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Not graded, by no fault of the submission: {reason}")


def _mark(path: Path, ready: ReadyAssignment, machine: Machine) -> Report:
    submission = read_one(path)
    with GraderPool(ready, machine if machine.confines else None, 1) as pool:
        task = Task(submission, ready.key(submission))
        (graded,) = grade_all([task], pool.graders, pool.replace)
    return graded.report
