"""Grading one submission: public cases in one child process, hidden cases in another.

The public cases of all blanks are run together in the warm lane. A blank that is not right there is
run again by itself before it loses marks, since another blank may have crashed the process or used
up its time. If the submission met something that a warm child cannot do, or ended before it had
answered, it is also run in the cold lane.

Hidden cases are run afterwards, in child processes of their own, and only for blanks that are right
in public. Whatever such a child says, draws or takes, all that leaves this module is which checks
it passed. It runs last, even where a submission is tried again, so that no later child can learn
what it was asked: no jail removes every trace that a later process could find. For example, a
system file that has been read before is read faster the next time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
import time

from grader.core.answer import Answer, Failure, Note, read_answers
from grader.core.blank import At, Blank, Pixels
from grader.core.exercise import Ask
from grader.core.hints import follows
from grader.core.report import BlankReport, Report
from grader.core.submission import Submission
from grader.core.text import NOTHING, Message, clean
from grader.goldens.store import GoldenCheck
from grader.jail.run.job import Job
from grader.jail.run.shortage import Shortage
from grader.jail.run.worker import Ended, Lane, Worker
from grader.jail.walls.limits import MEBIBYTE, Limits
from grader.marking.marker import Marked, Marker

NEARLY_ALL = 0.8
"""A process that was killed and had used this share of its memory limit ran out of memory."""

Asked = tuple[Blank, tuple[GoldenCheck, ...]]
"""A blank, and its checks in one job."""


@dataclass(frozen=True)
class Graded:
    """A report, and the pictures that the submission made in public cases.

    `shortage` is what the machine ran short of, where that may have cost marks.
    """

    report: Report
    pictures: Mapping[At, Pixels]
    shortage: Shortage = ""


@dataclass(frozen=True)
class _Tried:
    """A blank marked on public cases, and whether the submission could be imported.

    `alone` has the lanes in which it must run by itself: none where it was right together with the
    others. `shortage` is what its last try met.
    """

    blank: Blank
    marked: Marked
    imported: bool
    alone: tuple[Lane, ...] = ()
    shortage: Shortage = ""

    @property
    def report(self) -> BlankReport:
        return self.marked.report


@dataclass(frozen=True)
class _Public:
    """The result of a submission's public cases: each blank's best marks, and what was printed."""

    tried: tuple[_Tried, ...]
    printed: str
    seconds: float
    notes: tuple[Message, ...] = ()

    @property
    def shortage(self) -> Shortage:
        """The worst shortage of those blanks that are not right."""
        return _worst([one.shortage for one in self.tried if one.report.status != "right"])


@dataclass(frozen=True)
class Begun:
    """What is known of submissions that may be tried again, shared by all graders of a batch.

    `public` holds the public results of submissions that have been asked hidden cases since, and so
    are asked no public case again.
    """

    public: dict[Submission, _Public] = field(default_factory=dict)


@dataclass(frozen=True)
class _Ran:
    """The answer of each blank in one child, what was printed, and the ask at which it ended early,
    if any.

    `shortage` is what the machine ran short of when the child was ended.
    """

    answers: Sequence[Answer]
    printed: bytes
    stopped_at: Ask | None
    shortage: Shortage
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Grader:
    """Grades submissions one after another.

    The first of `workers` is the lane for all blanks together, the last the one in which all works.
    Raises WorkerDied when the machinery, and not the submission, has failed.
    """

    marker: Marker
    workers: Mapping[Lane, Worker]
    begun: Begun = field(default_factory=Begun)

    def close(self) -> None:
        """End its servers."""
        for worker in self.workers.values():
            worker.close()

    def grade(self, submission: Submission, key: str = "", *, is_last: bool = True) -> Graded:
        """The report of a submission.

        If resources ran short in its public cases and this is not the last try, it is not asked
        hidden ones.
        """
        if submission.is_unreadable:
            return Graded(unreadable(submission, key, self.marker.assignment.max_score), {})
        public = self.begun.public.get(submission) or self._in_public(submission)
        if public.shortage and not is_last:
            marked = self._marked(public, frozenset())
            return self._graded(submission, public, marked, public.shortage, key)
        self.begun.public[submission] = public
        passed, short = self._in_hidden(submission, public.tried)
        shortage = _worst((public.shortage, *short))
        if is_last or not shortage:
            self.begun.public.pop(submission, None)
        return self._graded(submission, public, self._marked(public, passed), shortage, key)

    def _graded(
        self,
        submission: Submission,
        public: _Public,
        marked: Sequence[Marked],
        shortage: Shortage,
        key: str,
    ) -> Graded:
        pictures = {at: picture for one in marked for at, picture in one.pictures.items()}
        report = Report(
            submission=submission.name,
            student=submission.known_student,
            status="graded",
            score=round(sum(one.report.score for one in marked), 2),
            max_score=self.marker.assignment.max_score,
            blanks=tuple(one.report for one in marked),
            seconds=round(public.seconds, 3),
            printed=public.printed,
            notes=public.notes,
            hidden_elsewhere=self.marker.assignment.hidden_cases,
            key=key,
        )
        return Graded(report, pictures, shortage)

    def _in_public(self, submission: Submission) -> _Public:
        """Every blank, with its best marks in any lane."""
        started = time.monotonic()
        if submission.problem:
            failure = Failure("crashed", "file", submission.problem)
            blanks = self.marker.blanks
            return _Public(tuple(self._all_failed(blank, failure) for blank in blanks), "", 0.0)
        asked = [(each, self.marker.checks(each, "public")) for each in self.marker.blanks]
        ran = self._run(self._lanes[0], submission, asked)
        tried: list[_Tried] = []
        for (blank, checks), answer in zip(asked, ran.answers, strict=True):
            best = self._tried(blank, answer)
            if best.report.status not in ("right", "blank"):
                if tried and not tried[0].imported:
                    best = self._not_imported(blank, tried[0])
                else:
                    # A warm child would be stopped at the same place again.
                    was_running = ran.stopped_at in self.marker.asks(checks)
                    lanes = self._lanes[-1:] if was_running else self._lanes
                    best = self._alone_in_public(submission, (blank, checks), lanes, best)
            tried.append(best)
        printed = clean(ran.printed.decode("utf-8", "replace"))
        notes = tuple(map(in_words, ran.notes))
        return _Public(tuple(tried), printed, time.monotonic() - started, notes)

    def _alone_in_public(
        self, submission: Submission, asked: Asked, lanes: Sequence[Lane], best: _Tried
    ) -> _Tried:
        """The better of a blank's marks: together with others, or by itself."""
        for place, lane in enumerate(lanes):
            ran = self._run(lane, submission, [asked])
            (answer,) = ran.answers
            alone = self._tried(asked[0], answer)
            if alone.report.score > best.report.score:
                best = replace(alone, alone=tuple(lanes[place:]))
            elif alone.report.score == best.report.score:
                best = replace(alone, alone=best.alone)
            best = replace(best, shortage=ran.shortage)
            if best.report.status == "right" or not _might_do_better_cold(answer):
                break
        return best

    def _marked(self, public: _Public, passed: Collection[At]) -> list[Marked]:
        """The marks of every blank, including hidden cases, given those that were passed."""
        marked: list[Marked] = []
        for one in public.tried:
            whole = self.marker.with_hidden(one.blank, one.marked, passed)
            marked.append(self._following(one.blank, whole, marked))
        return marked

    def _in_hidden(
        self, submission: Submission, public: Sequence[_Tried]
    ) -> tuple[frozenset[At], list[Shortage]]:
        """Which hidden checks are passed in any lane, and what the last tries ran short of."""
        asked = [(one.blank, self.marker.still_open(one.blank, one.report)) for one in public]
        asked = [each for each in asked if each[1]]
        lanes = {one.blank.id: one.alone for one in public}
        together = [each for each in asked if not lanes[each[0].id]]
        passed: set[At] = set()
        if together:
            ran = self._run(self._lanes[0], submission, together)
            for (_, checks), answer in zip(together, ran.answers, strict=True):
                passed |= self.marker.passed(checks, answer)
        short: list[Shortage] = []
        for blank, checks in asked:
            for lane in lanes[blank.id] or self._lanes:
                if passed.issuperset((check.case, check.picture) for check in checks):
                    break
                ran = self._run(lane, submission, [(blank, checks)])
                (answer,) = ran.answers
                passed |= self.marker.passed(checks, answer)
                short.append(ran.shortage)
                if not _might_do_better_cold(answer):
                    break
        return frozenset(passed), short

    @property
    def _lanes(self) -> tuple[Lane, ...]:
        return tuple(self.workers)

    def _run(self, lane: Lane, submission: Submission, asked: Sequence[Asked]) -> _Ran:
        """Some blanks in one child."""
        worker = self.workers[lane]
        asks = self.marker.asks(check for _, checks in asked for check in checks)
        questions = {ask.case: self.marker.questions[ask.case] for ask in asks}
        ended = worker.run(Job(submission.source, asks, questions))
        all_answers = read_answers(ended.answer, asks)
        answers = [
            all_answers.part_for(self.marker.asks(checks), why_ended(ended, blank, worker.limits))
            for blank, checks in asked
        ]
        # A process that filled its own memory was not ended because of another.
        own_fault = any(each.ran_out_of_memory for each in answers)
        shortage: Shortage = "" if own_fault else ended.shortage
        stopped_at = all_answers.first_unanswered(asks)
        return _Ran(answers, ended.printed, stopped_at, shortage, all_answers.notes)

    def _tried(self, blank: Blank, answer: Answer) -> _Tried:
        return _Tried(blank, self.marker.mark_public(blank, answer), answer.imported)

    def _following(self, blank: Blank, one: Marked, before: Sequence[Marked]) -> Marked:
        """The hint of a blank without functions of its own, if it is wrong because others are, says
        so.
        """
        wrong = [other.report.id for other in before if other.report.status != "right"]
        if blank.functions or not wrong or one.report.status != "wrong":
            return one
        report = one.report.model_copy(update={"hint": follows(blank.id, wrong)})
        return replace(one, report=report)

    def _not_imported(self, blank: Blank, first: _Tried) -> _Tried:
        """The same verdict for a further blank of a submission that could not be imported."""
        alike = self._all_failed(blank, Failure("crashed", "import", Message()))
        update = {"status": first.report.status, "hint": first.report.hint}
        report = alike.report.model_copy(update=update)
        return replace(alike, marked=replace(alike.marked, report=report))

    def _all_failed(self, blank: Blank, failure: Failure) -> _Tried:
        asks = self.marker.asks(self.marker.checks(blank, "public"))
        failures = {(ask.case, ask.array): failure for ask in asks}
        return self._tried(blank, Answer(failures=failures))


def unreadable(submission: Submission, key: str, max_score: float) -> Report:
    """The report on what has nothing in it that could be marked: no score, not even a zero."""
    problem = (submission.problem or NOTHING).cleaned()
    return Report(
        submission=submission.name,
        student=submission.known_student,
        status="unreadable",
        reason=str(problem),
        reason_parts=problem,
        score=None,
        max_score=max_score,
        key=key,
    )


def in_words(note: Note) -> Message:
    """What is said of what failed without any harm; the submission chose the words in it."""
    if note.ends:
        return Message(
            "The code ends Python at {message}. No function is defined there, so it costs no "
            'marks; keep what runs the program below `if __name__ == "__main__":`.',
            message=note.message,
        )
    return Message(
        "Some code outside of the functions failed: {message}. No function is defined there, so it "
        "costs no marks.",
        message=note.message,
    )


def _might_do_better_cold(answer: Answer) -> bool:
    """Whether a warm child may have failed where a cold one does not."""
    return answer.cold or answer.ran_out_of_memory or not answer.complete


def _worst(shortages: Sequence[Shortage]) -> Shortage:
    """A shortage of memory counts as worse than one of processors: another try alone may end the
    same way.
    """
    return max(shortages, key=("", "processor", "memory").index, default="")


def why_ended(ended: Ended, blank: Blank, limits: Limits) -> Failure:
    """The failure of the asks that a job left unanswered."""
    if ended.how == "timed_out":
        seconds = f"{limits.wall_seconds:g} s"
        return Failure(
            "timed_out",
            "timed_out",
            Message("{id} ran longer than {seconds}", id=blank.id, seconds=seconds),
        )
    if ended.how == "overflowed":
        return Failure(
            "crashed", "scratch", Message("{id} wrote more files than it may", id=blank.id)
        )
    last = ended.printed[-4000:]
    # TensorFlow crashes with a segmentation fault when an allocation fails in one of its threads.
    full = ended.most_memory > NEARLY_ALL * limits.memory_bytes
    if b"bad_alloc" in last or (ended.how == "killed" and full):
        return Failure(
            "out_of_memory",
            "out_of_memory",
            Message(
                "{id} needed more than {mebibyte} MB",
                id=blank.id,
                mebibyte=limits.memory_bytes // MEBIBYTE,
            ),
        )
    # SIGXCPU, which can be ignored, and a second later SIGKILL.
    if ended.status == -24 or (ended.how == "killed" and ended.cpu_seconds > limits.cpu_seconds):
        seconds = f"{limits.cpu_seconds} s"
        return Failure(
            "timed_out",
            "cpu_time",
            Message("{id} computed longer than {seconds}", id=blank.id, seconds=seconds),
        )
    if ended.how == "killed":
        return Failure(
            "crashed",
            "killed",
            Message("the process was ended by signal {status}", status=-ended.status),
        )
    return Failure(
        "crashed",
        "exited",
        Message("the process ended itself with status {status}", status=ended.status),
    )
