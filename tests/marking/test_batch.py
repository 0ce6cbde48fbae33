"""Many submissions at once: each graded once, none at another's cost, and no failure a zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
import json
import os
from pathlib import Path
import resource
import signal
import sys
from types import SimpleNamespace
from typing import Any, cast
import unicodedata

from grader.cli import main as cli
import grader.cli.commands.grade
from grader.core.report import Report
from grader.core.submission import Submission
from grader.jail.proof.protections import LANDLOCK, OTHER_USER, Machine, probe
from grader.jail.run import start, tree
from grader.jail.run.shortage import Shortage
from grader.jail.run.worker import WorkerDied
from grader.marking.batch import Task, grade_all
from grader.marking.grader import Grader
from grader.marking.tries import Graded
import pytest

from tests import REFERENCE
from tests.marking.batches import SAMPLES, copies, graded_at, grading, marks

TASKS = [Task(Submission(f"s{number:02}", b"x"), f"key {number}") for number in range(20)]


class FakeGrader:
    """Grades everything, but fails as `failures` say, one after another."""

    marker = SimpleNamespace(assignment=SimpleNamespace(max_score=100))

    def __init__(
        self, failures: list[Exception], shortages: dict[str, list[Shortage]] | None = None
    ) -> None:
        """`shortages` are those that a submission of that name meets, one try after another."""
        self.failures, self.shortages = failures, shortages or {}
        self.closed = False
        self.tried: list[str] = []

    def grade(self, submission: Submission, key: str, *, is_last: bool) -> Graded:
        assert not self.closed
        if self.failures:
            raise self.failures.pop()
        self.tried.append(submission.name)
        met = self.shortages.get(submission.name)
        report = Report(submission=submission.name, status="graded", score=1, max_score=1)
        return Graded(report, {}, met.pop(0) if met else "")

    def close(self) -> None:
        self.closed = True


def grade_with(
    graders: Sequence[FakeGrader], new: Callable[[int], FakeGrader]
) -> dict[str, Report]:
    """The report of each task; each is there once."""
    results = list(grade_all(TASKS, cast(list[Grader], graders), cast(Any, new)))
    reports = {each.report.submission: each.report for each in results}
    assert len(results) == len(reports) == len(TASKS)
    return reports


def test_a_grader_whose_servers_die_is_replaced_and_ended() -> None:
    first, made = FakeGrader([WorkerDied("gone")]), []

    def new(number: int) -> FakeGrader:
        made.append(FakeGrader([WorkerDied("gone")] if len(made) < 3 else []))
        return made[-1]

    reports = grade_with([first], new)
    # One submission met two dying graders, and is to be graded by the next run.
    assert [each.status for each in reports.values()].count("not_graded") == 2
    assert first.closed and [each.closed for each in made] == [True, True, True, False]


def test_a_fault_of_the_graders_own_is_not_a_zero() -> None:
    reports = grade_with([FakeGrader([ValueError("odd")] * 2)], lambda number: FakeGrader([]))
    assert all(each.status == "graded" for each in reports.values())
    always = FakeGrader([ValueError("odd")] * 99)
    reports = grade_with([always], lambda number: FakeGrader([ValueError("odd")] * 99))
    assert {(each.status, each.score) for each in reports.values()} == {("not_graded", None)}
    assert {each.reason for each in reports.values()} == {"ValueError: odd"}


def test_servers_that_never_start_are_not_tried_for_ever() -> None:
    tries = []

    def dead() -> FakeGrader:
        return FakeGrader([WorkerDied("no such module", at_start=True)] * 99)

    def new(number: int) -> FakeGrader:
        tries.append(number)
        return dead()

    reports = grade_with([dead(), dead()], new)
    assert {each.reason for each in reports.values()} == {"no such module"}
    assert len(tries) < 6


def test_what_one_cannot_start_another_grades() -> None:
    def new(number: int) -> FakeGrader:
        raise OSError("no memory")

    broken = FakeGrader([WorkerDied("gone")] * 99)
    reports = grade_with([broken, FakeGrader([])], new)
    assert sum(each.status == "not_graded" for each in reports.values()) <= 2


def test_what_the_machine_had_too_little_for_is_tried_again_alone() -> None:
    """When all others are done, by one grader, with no other one beside."""
    shortages: dict[str, list[Shortage]] = {"s03": ["processor"], "s07": ["memory", ""]}
    graders = [FakeGrader([], shortages) for _ in range(3)]
    results = list(grade_all(TASKS, cast(list[Grader], graders), cast(Any, None)))
    names = [each.report.submission for each in results]
    assert set(names[-2:]) == {"s03", "s07"} and len(set(names)) == len(TASKS)
    assert {each.report.status for each in results} == {"graded"}
    (alone,) = (each for each in graders if not each.closed)
    assert set(alone.tried[-2:]) == {"s03", "s07"}


def test_time_that_runs_out_alone_counts_and_memory_that_does_is_no_mark() -> None:
    """Each has one more try and no third, so that nobody can hold up the others for long."""
    shortages: dict[str, list[Shortage]] = {"s03": ["processor"] * 9, "s07": ["memory"] * 9}
    only = FakeGrader([], shortages)
    reports = grade_with([only], cast(Any, None))
    assert only.tried.count("s03") == only.tried.count("s07") == 2
    assert reports["s03"].status == "graded"
    assert (reports["s07"].status, reports["s07"].score) == ("not_graded", None)
    assert "out of memory" in (reports["s07"].reason or "")


def test_servers_that_die_beside_others_have_a_try_alone() -> None:
    dying = FakeGrader([WorkerDied("gone")])
    reports = grade_with([dying, FakeGrader([])], lambda number: FakeGrader([WorkerDied("gone")]))
    assert {each.status for each in reports.values()} == {"graded"}


@pytest.fixture
def grade(
    small_assignment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., int]]:
    """Run `grade` in this process, on `tmp_path`'s submissions, into its `out`; its status."""

    def run(*options: str) -> int:
        command = ["grader", "grade", str(tmp_path / "submissions"), "--out", str(tmp_path / "out")]
        command += ["--assignment", str(small_assignment), "--workers=1", *options]
        monkeypatch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0)

    yield run


def test_servers_that_cannot_start_are_no_zero_and_tried_again(
    grade: Callable[..., int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copies(tmp_path / "submissions", 4)
    with monkeypatch.context() as broken:
        broken.setattr(start, "ROOT", tmp_path)
        assert grade() == 1
    assert set(marks(tmp_path / "out").values()) == {None}
    assert graded_at(tmp_path / "out") == {}
    assert "No module named" in (tmp_path / "out" / "grades.csv").read_text()
    assert "4 not graded" in capsys.readouterr().out
    assert grade() == 0
    assert len(graded_at(tmp_path / "out")) == 4
    assert None not in marks(tmp_path / "out").values()


def test_a_full_disk_is_a_sentence_and_the_next_run_goes_on(
    small_assignment: Path, tmp_path: Path
) -> None:
    made = copies(tmp_path / "submissions", 4)

    def no_long_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    where = tmp_path / "submissions", tmp_path / "out", small_assignment
    with grading(*where, "--workers=1", preexec_fn=no_long_files) as batch:
        status, _, err = batch.end()
    assert status == 2 and "Traceback" not in err
    assert str(tmp_path / "out") in err
    with grading(*where, "--workers=1") as batch:
        status, _, err = batch.end()
    assert status == 0, err
    assert marks(tmp_path / "out").keys() == made.keys()


@pytest.mark.parametrize("wanted", [0, 2])
def test_ctrl_c_stops_cleanly_and_the_same_command_goes_on(
    small_assignment: Path, tmp_path: Path, wanted: int
) -> None:
    made = copies(tmp_path / "submissions", 6)
    out = tmp_path / "out"
    with grading(tmp_path / "submissions", out, small_assignment, "--workers=1") as batch:
        assert batch.wait_until(
            lambda: list(batch.temporary.glob("grader-*")) and len(graded_at(out)) >= wanted
        )
        status, said, err = batch.end(signal.SIGINT)
        assert status == 130 and "Traceback" not in err
        assert "Stopped" in said and "run the same command again" in said
        assert os.listdir(batch.temporary) == []
    kept = graded_at(out)
    assert wanted <= len(kept) < len(made)
    scores = marks(out)
    assert scores.keys() == made.keys(), "who waits has a row, and no mark"
    assert {name for name, score in scores.items() if score is not None} == kept.keys()
    with grading(tmp_path / "submissions", out, small_assignment, "--workers=1") as batch:
        status, _, err = batch.end()
        assert status == 0, err
    assert kept.items() <= graded_at(out).items()
    assert marks(out).keys() == made.keys()


def test_what_has_changed_does_not_keep_its_old_mark(
    grade: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "submissions"
    folder.mkdir()
    for name in ("alice", "bob"):
        (folder / f"{name}.py").write_bytes(REFERENCE.read_bytes())
    assert grade() == 0
    assert marks(tmp_path / "out") == {"alice": 100, "bob": 100}
    before = graded_at(tmp_path / "out")
    (folder / "bob.py").write_text("raise SystemExit")

    def stop(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopping:
        stopping.setattr(grader.cli.commands.grade, "grade_all", stop)
        assert grade() == 130
    assert marks(tmp_path / "out") == {"alice": 100, "bob": None}
    assert grade() == 0
    assert marks(tmp_path / "out") == {"alice": 100, "bob": 0}
    assert graded_at(tmp_path / "out")["alice"] == before["alice"]


def without(machine: Machine, *names: str) -> Machine:
    """The machine, had it not these protections."""
    left = (
        replace(each, holds=each.holds and each.name not in names) for each in machine.protections
    )
    return replace(machine, protections=tuple(left), reads_past_modes=False)


def test_exposed_files_are_refused_unless_told_otherwise(
    grade: Callable[..., int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "submissions").mkdir()
    (tmp_path / "submissions" / "full_marks.py").write_bytes(REFERENCE.read_bytes())
    exposed = without(probe(), LANDLOCK, OTHER_USER)
    monkeypatch.setattr(grader.cli.commands.grade, "probe", lambda: exposed)
    monkeypatch.setattr(tree.ServerTree, "__init__", _must_not_start)
    assert grade() == 2
    said = capsys.readouterr()
    assert "could reach" in said.err and "--unconfined" in said.err
    assert f"Not by {LANDLOCK}" in said.out
    assert not (tmp_path / "out" / "grades.json").exists()
    monkeypatch.undo()
    assert grade("--unconfined") == 0
    assert marks(tmp_path / "out") == {"full_marks": 100}


def test_a_machine_that_confines_nothing_is_refused(
    grade: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies(tmp_path / "submissions", 2)
    nothing = without(probe(), *(each.name for each in probe().protections))
    monkeypatch.setattr(grader.cli.commands.grade, "probe", lambda: nothing)
    monkeypatch.setattr(tree.ServerTree, "__init__", _must_not_start)
    assert grade() == 2


def _must_not_start(*arguments: object, **options: object) -> None:
    raise AssertionError("a server was started")


NAMES = [
    b"=cmd|' C calc'!A0.py",
    b"+1+1.py",
    b"<script>alert(1)<\xe2\x88\x95script>.py",
    b"\x1b[2J\x1b]0;owned\x07.py",
    b'two\nlines,and;"quotes".py',
    b"\xff\xfe.py",
    b"\xe2\x80\xaeevil.py",
    b"[bold red]rich[ bold].py",
    b"a" * 250 + b".py",
    b"-rf.py",
    b"%s%n{0}{{}}$(reboot).py",
    b"index.py",
    b"COM1.py",
    b" .py",
]


def test_names_and_files_of_every_kind(
    grade: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names are their authors'; what is no plain file is not read, and has no marks."""
    folder = tmp_path / "submissions"
    folder.mkdir()
    broken = b"raise SystemExit\n"
    for name in NAMES:
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_bytes(broken)
    (folder / "link.py").symlink_to(REFERENCE)
    (folder / "linked").symlink_to(SAMPLES)
    os.mkfifo(folder / "fifo.py")
    (folder / "deep").mkdir()
    (folder / "deep" / "link.py").symlink_to(REFERENCE)
    (folder / "empty.py").write_bytes(b"")
    (folder / "large.py").write_bytes(b"#" * 2**22)
    (folder / "nested.py").write_bytes(b"-" * 500_000 + b"1")
    assert grade() == 0
    scores = marks(tmp_path / "out")
    assert set(scores.values()) == {0.0, None} and len(scores) >= len(NAMES)
    for text in (*capsys.readouterr(), (tmp_path / "out" / "grades.csv").read_text("utf-8-sig")):
        assert "\x1b[2J" not in text and "\x1b]0" not in text
        assert not [c for c in text if unicodedata.category(c) in ("Cf", "Cs")]
    assert '\n"=cmd' not in (tmp_path / "out" / "grades.csv").read_text()
    for page in (tmp_path / "out").rglob("*.html"):
        assert "<script>alert" not in page.read_text("utf-8")
    grades = json.loads((tmp_path / "out" / "grades.json").read_text())["submissions"]
    assert {each["status"] for each in grades} == {"graded", "unreadable"}
