"""Hidden cases are asked last, of a process of their own, which is believed but not repeated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
import time

from grader.core.answer import IMPORTED, Header, encode_frame, read_answers
from grader.core.hints import HIDDEN
from grader.core.report import BlankReport, CheckResult
from grader.core.submission import Submission
from grader.jail.run.job import Job
from grader.jail.run.worker import Ended, WorkerDied
from grader.jail.walls.limits import Limits
from grader.marking.grader import Grader
from grader.marking.tries import Begun, Graded
import numpy as np
from numpy.typing import NDArray
import pytest

from tests import REFERENCE

SPOILER = "SPOILER"
STARVED = Ended("timed_out", -9, 1.0, b"", b"", shortage="processor")
Arrays = Mapping[tuple[str, str], NDArray[np.float32]]


@pytest.fixture(scope="module")
def right(grader: Grader) -> Arrays:
    """Every raw array that is asked for, as the reference makes it."""
    asks = grader.marker.asks(grader.marker.goldens.manifest.checks)
    questions = {ask.case: grader.marker.questions[ask.case] for ask in asks}
    ended = grader.workers["warm"].run(Job(REFERENCE.read_bytes(), asks, questions))
    return read_answers(ended.answer, asks).arrays


@dataclass
class FakeWorker:
    """Answers rightly, but for the arrays in `spoilt`, (case, array), for which it crashes."""

    right: Arrays
    spoilt: frozenset[tuple[str, str]] = frozenset()
    seconds: Mapping[str, float] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    jobs: list[Job] = field(default_factory=list)
    failing: dict[str, WorkerDied] = field(default_factory=dict)
    """What ends the next job that asks this case."""

    def run(self, job: Job) -> Ended:
        self.jobs.append(job)
        for case in job.questions.keys() & self.failing.keys():
            raise self.failing.pop(case)
        time.sleep(max(self.seconds.get(ask.case, 0.0) for ask in job.asks))
        answer = IMPORTED + b"".join(self._frames(job))
        return Ended("exited", 0, 0.1, answer, f"printed for {sorted(job.questions)}".encode())

    def _frames(self, job: Job) -> Iterator[bytes]:
        for ask in job.asks:
            header = Header(case=ask.case, array=ask.array, outcome="answered")
            if (ask.case, ask.array) in self.spoilt:
                spoilt = {"outcome": "crashed", "kind": SPOILER, "message": SPOILER}
                yield encode_frame(header.model_copy(update=spoilt))
            else:
                yield encode_frame(header, self.right[ask.case, ask.array])


@dataclass
class StarvedAtFirst(FakeWorker):
    """Has no processor for any job as long as it `is_starved`."""

    is_starved: bool = True

    def run(self, job: Job) -> Ended:
        ended = super().run(job)
        return STARVED if self.is_starved else ended


ALICE = Submission("alice", b"x")


def with_worker(grader: Grader, worker: FakeWorker, begun: Begun | None = None) -> Grader:
    """The grader, with this worker for all lanes."""
    workers = {"warm": worker, "cold": worker}
    return replace(grader, workers=workers, begun=begun or Begun())  # type: ignore[arg-type]


def grade(grader: Grader, worker: FakeWorker) -> Graded:
    return with_worker(grader, worker).grade(ALICE)


def names(grader: Grader, visibility: str) -> set[str]:
    cases = grader.marker.assignment.cases
    return {case.name for case in cases if case.visibility == visibility}


def blank(graded: Graded, id_: str) -> BlankReport:
    return next(each for each in graded.report.blanks if each.id == id_)


def hidden(of: BlankReport) -> list[CheckResult]:
    return [check for check in of.checks if check.visibility == "hidden"]


def test_no_process_is_asked_both_and_the_hidden_ones_come_last(
    grader: Grader, right: Arrays
) -> None:
    worker = FakeWorker(right)
    assert grade(grader, worker).report.full_marks
    first, last = worker.jobs
    assert set(first.questions) == names(grader, "public")
    assert set(last.questions) == names(grader, "hidden")


def test_who_was_asked_hidden_cases_is_asked_no_public_ones_again(
    grader: Grader, right: Arrays
) -> None:
    """Threat: what was asked shows in what the machine's caches hold, and that in a picture of a
    public case, when the submission sees to it that it is tried again."""
    case = min(names(grader, "hidden"))
    begun, second = Begun(), FakeWorker(right)
    first = FakeWorker(right, failing={case: WorkerDied("gone")})
    with pytest.raises(WorkerDied):
        with_worker(grader, first, begun).grade(ALICE)
    assert with_worker(grader, second, begun).grade(ALICE).report.full_marks
    assert not [job for job in second.jobs if names(grader, "public").intersection(job.questions)]


def test_who_is_to_be_tried_again_was_not_asked_hidden_cases(grader: Grader, right: Arrays) -> None:
    public, hidden_ones = names(grader, "public"), names(grader, "hidden")
    worker = StarvedAtFirst(right)
    grader = with_worker(grader, worker)
    graded = grader.grade(ALICE, is_last=False)
    assert graded.shortage == "processor" and graded.report.score == 0
    assert not [job for job in worker.jobs if hidden_ones.intersection(job.questions)]
    worker.is_starved = False
    graded = grader.grade(ALICE)
    assert graded.report.full_marks and not graded.shortage
    asked = [bool(public.intersection(job.questions)) for job in worker.jobs]
    assert asked == sorted(asked, reverse=True)


def test_time_that_runs_out_again_counts(grader: Grader, right: Arrays) -> None:
    worker = StarvedAtFirst(right)
    grader = with_worker(grader, worker)
    for is_last in (False, True):
        graded = grader.grade(ALICE, is_last=is_last)
    assert graded.report.status == "graded" and graded.report.score == 0
    assert {each.status for each in graded.report.blanks} == {"timed_out"}


def test_a_job_brings_its_questions_and_no_others(grader: Grader, right: Arrays) -> None:
    asks = grader.marker.asks(grader.marker.goldens.manifest.checks)
    with pytest.raises(ValueError, match="no others"):
        Job(b"", asks[:1], grader.marker.questions)


def test_a_job_arrives_as_it_was_sent(grader: Grader) -> None:
    asks = grader.marker.asks(grader.marker.goldens.manifest.checks)
    sent = Job(b"x = 1\n", asks, grader.marker.questions)
    came = Job.decode(memoryview(sent.encode()))
    assert (came.source, came.asks) == (sent.source, sent.asks)
    for name, question in grader.marker.questions.items():
        assert came.questions[name].about == question.about
        assert np.array_equal(came.questions[name].pictures["scene"], question.pictures["scene"])


def test_nothing_is_told_of_a_hidden_case_but_that_it_was_not_passed(
    grader: Grader, right: Arrays
) -> None:
    spoilt = frozenset(at for at in right if at[0] in names(grader, "hidden"))
    graded = grade(grader, FakeWorker(right, spoilt))
    assert graded.report.score == 0
    for each in graded.report.blanks[:-1]:
        assert each.status == "wrong" and each.hint == HIDDEN
        assert [(c.ssim, c.beyond, c.passed) for c in hidden(each)] == [
            (None, None, False) for _ in hidden(each)
        ]
    assert SPOILER not in graded.report.model_dump_json()
    assert {case for case, _ in graded.pictures} <= names(grader, "public")
    assert "hidden" not in graded.report.printed
    assert not [name for name in names(grader, "hidden") if name in graded.report.printed]


def test_how_long_a_hidden_case_took_is_not_told(grader: Grader, right: Arrays) -> None:
    slow = dict.fromkeys(names(grader, "hidden"), 0.5)
    started = time.monotonic()
    told = grade(grader, FakeWorker(right, seconds=slow)).report.seconds
    assert told < time.monotonic() - started - 0.4


def test_what_is_lost_in_public_is_not_asked_in_hidden(grader: Grader, right: Arrays) -> None:
    public = names(grader, "public")
    worker = FakeWorker(
        right, frozenset(at for at in right if at[0] in public and at[1] == "replaced")
    )
    graded = grade(grader, worker)
    assert blank(graded, "TODO2").status == "crashed"
    assert {check.passed for check in hidden(blank(graded, "TODO2"))} == {None}
    assert not [
        ask
        for job in worker.jobs
        for ask in job.asks
        if ask.array == "replaced" and ask.case not in public
    ]
    assert graded.report.score == 80


def test_a_part_that_is_right_in_public_is_asked_though_another_is_not(
    grader: Grader, right: Arrays
) -> None:
    public = names(grader, "public")
    spoilt = frozenset(at for at in right if at[0] in public and at[1] == "saliency_class")
    graded = grade(grader, FakeWorker(right, spoilt))
    todo3 = blank(graded, "TODO3")
    assert todo3.score == 12.5
    assert {check.picture: check.passed for check in hidden(todo3)} == {
        "saliency_class": None,
        "saliency_channels": True,
    }


def test_a_blank_is_asked_only_what_it_is_marked_on(grader: Grader) -> None:
    """The pipeline needs a map only where it is marked itself, however many TODO4 is asked."""
    marker = grader.marker
    pipeline = marker.blanks[-1]
    for visibility in ("public", "hidden"):
        checks = marker.checks(pipeline, visibility)  # type: ignore[arg-type]
        assert {ask.case for ask in marker.asks(checks)} == {check.case for check in checks}
    asked = [ask.array for ask in marker.asks(marker.checks(pipeline, "public"))]
    assert sorted(asked) == ["grad_cam", "guided_channels", "guided_class"]
