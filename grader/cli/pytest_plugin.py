"""The blanks as tests: `python -m pytest -p grader.cli.pytest_plugin --submission=FILE`.

The file, or the one chosen from a folder as `grade` chooses it, is marked once, as `check` marks
it, when the first of its tests runs. Nothing beside it is run: no `conftest.py`, no `__init__.py`,
no `pytest.ini`. Those would run outside the jail, with the rights of whoever runs pytest. In the
folder in which pytest is started, they run before any plug-in is asked: that folder must be your
own.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from grader.core.assignment import DEFAULT
from grader.core.errors import BadInput
from grader.core.language import ENGLISH
from grader.core.report import BlankReport, Report
from grader.core.submission import Submission
from grader.core.words import number, outcome_words
from grader.intake import read_one
from grader.intake.one_file import choose_one
from grader.intake.tree import Refused
from grader.jail.proof.protections import Machine, probe
from grader.marking.confining import unprotected
from grader.marking.mark_one import mark_one
from grader.marking.session import ReadyAssignment
import pytest

OPTION = "--submission"
MACHINE = pytest.StashKey[Machine]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options."""
    group = parser.getgroup("grader", "marking by pictures")
    group.addoption(OPTION, metavar="FILE", help="The file or folder whose blanks are the tests.")
    group.addoption("--assignment", metavar="FILE", default=str(DEFAULT), help="assignment.toml")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Keep pytest from loading anything beside the submission.

    Raises UsageError for `--submission FILE` without the equals sign: pytest takes such a path for
    tests, and by then has already obeyed the `pytest.ini` beside it.
    """
    if OPTION in early_config.invocation_params.args:
        raise pytest.UsageError(
            f"Write {OPTION}=FILE, with an equals sign: pytest would be configured by what lies "
            "beside a path that stands alone."
        )
    if early_config.known_args_namespace.submission:
        early_config.known_args_namespace.noconftest = True


def pytest_configure(config: pytest.Config) -> None:
    """The tests of a submission are not collected from files, so no other arguments are needed."""
    submission = _submission(config)
    if submission is None:
        return
    if not submission.exists():
        raise pytest.UsageError(f"{submission} is not there.")
    config.args[:] = [str(submission)]
    config.stash[MACHINE] = probe()


def pytest_report_header(config: pytest.Config) -> str | None:
    """The protections that are missing here."""
    machine = config.stash.get(MACHINE, None)
    return None if machine is None else unprotected(machine, ENGLISH) or None


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """The submission's blanks, in place of a Python module, which pytest would import."""
    collected = yield
    if file_path == _submission(parent.config):
        return [SubmissionNode.from_parent(parent, path=file_path)]
    return collected


@pytest.hookimpl(tryfirst=True)
def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A folder that was handed in is one submission; no folder above it is imported as
    a package.
    """
    submission = _submission(parent.config)
    if submission is None:
        return None
    if path == submission:
        return SubmissionNode.from_parent(parent, path=path)
    return pytest.Dir.from_parent(parent, path=path)


class SubmissionNode(pytest.File):
    """The file or folder that was handed in; never imported here."""

    report: Report | None = None

    def collect(self) -> Iterator[BlankTest]:
        """A test for each blank. Raises CollectError where there is nothing to mark."""
        try:
            self.ready = ReadyAssignment.open(Path(self.config.getoption("--assignment")))
            self.submission = _read(self.path, self.ready)
        except (BadInput, Refused) as error:
            raise self.CollectError(str(error)) from error
        for blank in self.ready.marker.blanks:
            yield BlankTest.from_parent(self, name=blank.id)

    def marked(self) -> Report:
        """The submission's marks, asked for only once."""
        if self.report is None:
            machine = self.config.stash[MACHINE]
            self.report = mark_one(self.submission, self.ready, machine).report
        return self.report


class BlankTest(pytest.Item):
    """Passes when the blank is right; an error, not a failure, when the grader has failed."""

    def setup(self) -> None:
        """Fails, which pytest calls an error, when there are no marks."""
        report = self._marked()
        if report.status == "not_graded":
            self.config.stash[_NOT_GRADED] = True
            why = f"Not graded, through no fault of the submission: {report.reason}"
            pytest.fail(why, pytrace=False)

    def runtest(self) -> None:
        """Raises NotRight otherwise."""
        blank = next(blank for blank in self._marked().blanks if blank.id == self.name)
        if blank.status != "right":
            raise NotRight(blank)

    def _marked(self) -> Report:
        assert isinstance(self.parent, SubmissionNode)
        return self.parent.marked()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """What is wrong, as the report says it."""
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The heading of a failure."""
        return self.path, 0, self.name


class NotRight(Exception):
    """A blank that is not right: its score, and its hint."""

    def __init__(self, blank: BlankReport) -> None:
        hint = "" if blank.hint is None else f"\n{blank.hint.text}"
        score = f"{number(blank.score)} of {number(blank.max_score)} points"
        super().__init__(f"{blank.id}: {outcome_words(blank, str)}, {score}.{hint}")


_NOT_GRADED = pytest.StashKey[bool]()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """The grader's own failure gives pytest's status for internal errors, 3, not that of wrong
    work.
    """
    if session.config.stash.get(_NOT_GRADED, False):
        session.exitstatus = pytest.ExitCode.INTERNAL_ERROR


def _submission(config: pytest.Config) -> Path | None:
    asked = config.getoption(OPTION)
    return Path(asked).absolute() if asked else None


def _read(path: Path, ready: ReadyAssignment) -> Submission:
    """The submission in a file or a folder. Raises BadInput and Refused."""
    if not path.is_dir():
        return read_one(path)
    functions = tuple(name for blank in ready.marker.blanks for name in blank.functions)
    choice = choose_one(path, functions)
    return Submission(path.name, choice.source, choice.problem)
