"""Where hostile submissions are graded, and what must hold afterwards, whatever they tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
import os
from pathlib import Path
import queue
import stat
import tempfile
import time
from typing import Any

from grader.core.answer import Failure, decode_answer
from grader.core.blank import At, Blank, Pixels
from grader.core.report import Report
from grader.core.submission import Submission
from grader.core.text import Message
from grader.jail.proof.protections import Machine
from grader.jail.run.job import Job
from grader.jail.run.worker import Ended, Worker
from grader.marking.grader import Grader
from grader.marking.marker import Visibility
from grader.marking.session import GraderPool, ReadyAssignment

from tests import REFERENCE
from tests.attacks.knowledge import ATTACKER, TOKEN, hidden_secrets_of, in_two, numbers, secrets_of
from tests.attacks.processes import Process, are_gone, below, keep_orphans, own_children

SUBMISSIONS = Path(__file__).parent / "submissions"
HONEST = REFERENCE.read_bytes()
ALICE = HONEST + b"\n# ALICE-WAS-HERE, and this file is hers\n"
"""An honest submission, graded before every attack, which should not find it."""

SLACK_SECONDS = 180.0
"""Beyond the limits, for a busy machine: no test is about speed."""


@dataclass(frozen=True)
class Fought:
    """What came of one hostile submission. `printed` is all of it, from every job."""

    report: Report
    printed: str
    seconds: float
    pictures: Mapping[At, Pixels]

    @property
    def statuses(self) -> dict[str, str]:
        return {blank.id: blank.status for blank in self.report.blanks}

    @property
    def scores(self) -> dict[str, float]:
        return {blank.id: blank.score for blank in self.report.blanks}

    def hint(self, blank_id: str) -> str:
        """The words of a blank's hint."""
        (hint,) = (blank.hint for blank in self.report.blanks if blank.id == blank_id)
        return "" if hint is None else hint.text


class Recorder:
    """A worker, and all that was printed in its jobs."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self.limits = worker.limits
        self.printed = ""

    def run(self, job: Job) -> Ended:
        ended = self._worker.run(job)
        self.printed += ended.printed.decode("utf-8", "replace")
        return ended


class Arena:
    """Graders whose servers must be the same, alive and clean, after every attack."""

    def __init__(
        self,
        ready: ReadyAssignment,
        pool: GraderPool,
        results: Path,
        temporary: Path,
        started: set[Process],
    ) -> None:
        """`results` is a folder of submissions and a gradebook; servers make theirs in
        `temporary`. `started` are all children of this process that are not left by anybody."""
        self.ready = ready
        self._graders = pool.graders
        self._temporary = temporary
        self._started = started
        started.update(own_children())
        self._secrets = secrets_of(ready, results)
        before = below(os.getpid())
        for grader in self._graders:
            answer = _assert_alice_is_right(grader)
        self._secrets["in_memory"]["answer"] = in_two(answer)
        self._servers = below(os.getpid()) - before
        assert self._servers

    def fight(self, name: str, *, alone: bool = False) -> Fought:
        """Grade the attack of that name: behind an honest solution, or by itself."""
        (fought,) = self.fight_all({name: alone}).values()
        return fought

    def ask(self, name: str, visibility: Visibility) -> str:
        """All that an attack prints that looks for the hidden case, and is asked only such cases.

        In each lane, right after an honest submission was asked the hidden ones there.
        """
        secrets = {**self._secrets, "in_memory": hidden_secrets_of(self.ready)}
        source = self._with_secrets(name, secrets)
        printed = ""
        for grader in self._graders:
            for worker in grader.workers.values():
                _assert_alice_is_right(grader)
                job = job_of(grader, source, grader.marker.blanks, visibility)
                printed += worker.run(job).printed.decode("utf-8", "replace")
        self.assert_clean()
        return printed

    def fight_source(self, source: bytes) -> Fought:
        """Grade any bytes as a submission."""
        return self.grade([Submission("attack", source)])["attack"]

    def fight_all(self, alone: dict[str, bool]) -> dict[str, Fought]:
        """The same for several at once."""
        submissions = []
        for name, by_itself in alone.items():
            before = b"" if by_itself else HONEST
            attack = self._with_secrets(name, self._secrets)
            submissions.append(Submission(name, b"\n".join((before, attack))))
        return self.grade(submissions)

    def _with_secrets(self, name: str, secrets: dict[str, Any]) -> bytes:
        helper = ATTACKER.format(secrets=secrets, numbers=numbers()).encode()
        return helper + b"\n" + (SUBMISSIONS / f"{name}.py").read_bytes()

    def grade(self, submissions: Sequence[Submission]) -> dict[str, Fought]:
        """Grade submissions, all graders at once; whatever they did, the arena is clean again."""
        free: queue.SimpleQueue[Grader] = queue.SimpleQueue()
        for grader in self._graders:
            free.put(grader)

        def fight(submission: Submission) -> Fought:
            grader = free.get()
            try:
                return _fight(grader, submission)
            finally:
                free.put(grader)

        with ThreadPoolExecutor(len(self._graders)) as threads:
            fought = dict(
                zip(
                    (each.name for each in submissions),
                    threads.map(fight, submissions),
                    strict=True,
                )
            )
        for each in fought.values():
            self._assert_within_limits(each)
        self.assert_clean()
        return fought

    def assert_honest_work_is_marked(self) -> None:
        """The next submission finds everything as it was: full marks, from every grader."""
        for grader in self._graders:
            report = grader.grade(Submission("alice", ALICE)).report
            assert report.score == report.max_score, report

    def assert_clean(self) -> None:
        """No process and no file is left, and no server has died."""
        assert below(os.getpid()) >= self._servers, "a server has died"
        pids = {server.pid for server in self._servers}
        children = below(os.getpid()) - self._servers
        assert not [child for child in children if _parent(child) in pids], "a child is left"
        assert own_children() <= self._started, "a process is left"
        assert self._files() == [], "files are left"

    def _assert_within_limits(self, fought: Fought) -> None:
        limits = self.ready.assignment.limits
        blanks = len(self.ready.assignment.points)
        assert fought.seconds < blanks * (limits.fast_seconds + limits.seconds) + SLACK_SECONDS

    def _files(self) -> list[str]:
        """What lies in the servers' scratch folders, each as its server sees it."""
        return [
            str(path)
            for server in self._servers
            for folder in Path(f"/proc/{server.pid}/root{self._temporary}").glob("*/scratch-*")
            for path in folder.iterdir()
        ]


def job_of(grader: Grader, source: bytes, blanks: Sequence[Blank], visibility: Visibility) -> Job:
    """What a submission is asked for some blanks in the public, or in the hidden, cases."""
    marker = grader.marker
    asks = marker.asks(check for blank in blanks for check in marker.checks(blank, visibility))
    return Job(source, asks, {ask.case: grader.marker.questions[ask.case] for ask in asks})


def _fight(grader: Grader, submission: Submission) -> Fought:
    recorders: dict[Any, Any] = {lane: Recorder(each) for lane, each in grader.workers.items()}
    started = time.monotonic()
    graded = replace(grader, workers=recorders).grade(submission)
    seconds = time.monotonic() - started
    _assert_alice_is_right(grader)
    printed = "".join(each.printed for each in recorders.values())
    return Fought(graded.report, printed, seconds, graded.pictures)


def _assert_alice_is_right(grader: Grader) -> bytes:
    """In every lane: nothing that was done before has an effect. Returns a part of her answer.

    It leaves her source and her right answers where the next attack will look for them.
    """
    marker, nothing = grader.marker, Failure("crashed", "", Message())
    blank = marker.blanks[-1]
    for worker in grader.workers.values():
        for visibility in ("public", "hidden"):
            job = job_of(grader, ALICE, [blank], visibility)
            answer = decode_answer(worker.run(job).answer, job.asks, nothing)
            checks = marker.checks(blank, visibility)
            assert len(marker.passed(checks, answer)) == len(checks)
    return answer.arrays[job.asks[0].case, job.asks[0].array].tobytes()


def _parent(process: Process) -> int:
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(fields.rpartition(b")")[2].split()[1])


@contextmanager
def open_arena(
    ready: ReadyAssignment, machine: Machine, results: Path, count: int, started: set[Process]
) -> Iterator[Arena]:
    """`count` graders in a grader's environment that holds a secret; nothing remains of them."""
    temporary = Path(tempfile.mkdtemp(dir=results.parent))
    temporary.chmod(0o755)
    keep_orphans()
    before = below(os.getpid())
    usual, tempfile.tempdir = tempfile.tempdir, str(temporary)
    os.environ["GRADER_TOKEN"] = TOKEN.decode()
    try:
        pool = GraderPool(ready, machine, count)
    finally:
        tempfile.tempdir = usual
        del os.environ["GRADER_TOKEN"]
    with pool:
        arena = Arena(ready, pool, results, temporary, started)
        yield arena
        arena.assert_clean()
        servers = below(os.getpid()) - before
    assert are_gone(servers, SLACK_SECONDS)
    assert os.listdir(temporary) == [], "the graders left files behind"
    assert not [path for path in _public_places() if b"LEFT-BY-AN-ATTACK" in os.fsencode(path)]


def _public_places() -> Iterator[str]:
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run/lock"):
        if os.path.isdir(folder) and not stat.S_ISLNK(os.lstat(folder).st_mode):
            yield from os.listdir(folder)
