"""Grading one submission: all blanks in one warm child, and what is not right there, alone.

A mark is given at once for what is right in the warm lane. Whatever is not, is run again in the
cold lane, in a child of its own, before a mark is taken away: a warm child cannot run graphs, and
a blank may have crashed, or used up the time of, those after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
import time

from grader.answer import Answer, Failure, read_answers
from grader.blank import Blank
from grader.jail.limits import MEBIBYTE, Limits
from grader.jail.shortage import Shortage
from grader.jail.worker import Ended, Lane, Worker
from grader.marking import Marked, Marker, Picture
from grader.report import BlankReport, Report
from grader.submission import Submission
from grader.text import clean

NEARLY_ALL = 0.8
"""The share of the memory limit that a process killed for want of memory has used."""


@dataclass(frozen=True)
class Graded:
    """A report, and the pictures that the submission made, by (case, picture).

    `shortage` is what the machine had too little of, where that may have cost marks.
    """

    report: Report
    pictures: Mapping[tuple[str, str], Picture]
    shortage: Shortage = ""


@dataclass(frozen=True)
class _Tried:
    """A blank marked in one lane; whether the submission could be imported there.

    `shortage` is that of its last try, if any.
    """

    marked: Marked
    imported: bool
    shortage: Shortage = ""

    @property
    def report(self) -> BlankReport:
        return self.marked.report


@dataclass(frozen=True)
class Grader:
    """Grades submissions one after another.

    All blanks run in the first lane of `workers`, and what is not right in the last. Raises
    WorkerDied when the machinery, and not the submission, has failed.
    """

    marker: Marker
    workers: Mapping[Lane, Worker]

    def close(self) -> None:
        """End its servers."""
        for worker in self.workers.values():
            worker.close()

    def grade(self, submission: Submission, key: str = "") -> Graded:
        """The report of a submission."""
        started = time.monotonic()
        if submission.problem:
            failure = Failure("crashed", "file", clean(submission.problem))
            tried = [self._all_failed(blank, failure) for blank in self.marker.subject.blanks]
            printed = ""
        else:
            tried, printed = self._try(submission)
        pictures = {at: picture for one in tried for at, picture in one.marked.pictures.items()}
        report = Report(
            submission=submission.name,
            status="graded",
            score=round(sum(one.report.score for one in tried), 2),
            max_score=self.marker.assignment.max_score,
            blanks=tuple(one.report for one in tried),
            seconds=round(time.monotonic() - started, 3),
            printed=printed,
            key=key,
        )
        short = [
            one.shortage
            for one in tried
            if one.shortage and one.report.status not in ("right", "blank")
        ]
        shortage: Shortage = "memory" if "memory" in short else short[0] if short else ""
        return Graded(report, pictures, shortage)

    def _try(self, submission: Submission) -> tuple[list[_Tried], str]:
        """Every blank, with its best marks in any lane; and what the submission printed."""
        blanks = self.marker.subject.blanks
        workers = list(self.workers.values())
        together, printed = self._run(workers[0], submission, blanks)
        tried: list[_Tried] = []
        for blank, best in zip(blanks, together, strict=True):
            if best.report.status not in ("right", "blank"):
                if tried and not tried[0].imported:
                    best = self._not_imported(blank, tried[0])
                else:
                    (alone,), _ = self._run(workers[-1], submission, (blank,))
                    best = max(alone, best, key=lambda one: one.report.score)
                    best = replace(best, shortage=alone.shortage)
            tried.append(self._following(best, tried))
        return tried, printed

    def _run(
        self, worker: Worker, submission: Submission, blanks: Sequence[Blank]
    ) -> tuple[list[_Tried], str]:
        """Some blanks in one child, marked; and what the submission printed.

        Nothing that it prints is passed on where hidden cases are asked: it could print them.
        """
        asks = tuple(dict.fromkeys(ask for blank in blanks for ask in self.marker.asks(blank)))
        ended = worker.run(submission.source, asks)
        answers = read_answers(ended.answer, asks)
        tried = []
        for blank in blanks:
            rest = why_ended(ended, blank, worker.limits)
            answer = answers.part_for(self.marker.asks(blank), rest)
            shown = self._without_hidden_words(answer, blank, rest)
            # Who filled its own memory has no other to thank for being ended.
            shortage = "" if rest.outcome == "out_of_memory" else ended.shortage
            tried.append(_Tried(self.marker.mark(blank, shown), answer.imported, shortage))
        public = all(self.marker.assignment.case(ask.case).visibility == "public" for ask in asks)
        return tried, clean(ended.printed.decode("utf-8", "replace")) if public else ""

    def _without_hidden_words(self, answer: Answer, blank: Blank, rest: Failure) -> Answer:
        """The answer, but for what the submission says of a hidden case: it may tell what that is.

        Of a failure there, only what has failed alike in a public case is said.
        """
        if not answer.imported:
            return answer
        public: dict[str, Failure] = {}
        for (case, _), failure in answer.failures.items():
            if self.marker.assignment.case(case).visibility == "public":
                public.setdefault(failure.outcome, failure)
        failures = {
            (case, array): failure
            if failure is rest or self.marker.assignment.case(case).visibility == "public"
            else public.get(failure.outcome, _on_a_hidden_case(blank, failure))
            for (case, array), failure in answer.failures.items()
        }
        return replace(answer, failures=failures)

    def _following(self, one: _Tried, before: Sequence[_Tried]) -> _Tried:
        """A blank without functions of its own that is wrong because others are, says so."""
        wrong = [other.report.id for other in before if other.report.status != "right"]
        blank = self.marker.subject.blanks[len(before)]
        if blank.functions or not wrong or one.report.status != "wrong":
            return one
        report = one.report.model_copy(update={"hint": self.marker.subject.follows(wrong)})
        return replace(one, marked=replace(one.marked, report=report))

    def _not_imported(self, blank: Blank, first: _Tried) -> _Tried:
        """The same verdict for a further blank of a submission that could not be imported."""
        alike = self._all_failed(blank, Failure("crashed", "import", ""))
        update = {"status": first.report.status, "hint": first.report.hint}
        return _Tried(Marked(alike.report.model_copy(update=update), {}), False)

    def _all_failed(self, blank: Blank, failure: Failure) -> _Tried:
        failures = {(ask.case, ask.array): failure for ask in self.marker.asks(blank)}
        return _Tried(self.marker.mark(blank, Answer(failures=failures)), False)


def _on_a_hidden_case(blank: Blank, failure: Failure) -> Failure:
    what = {"crashed": "crashed", "out_of_memory": "ran out of memory", "blank": "gave up"}
    did = what.get(failure.outcome, "gave something else than what is asked for")
    return Failure(failure.outcome, "hidden_case", f"{blank.id} {did} in a hidden case")


def why_ended(ended: Ended, blank: Blank, limits: Limits) -> Failure:
    """The failure of the asks that a job left unanswered, in words."""
    if ended.how == "timed_out":
        seconds = f"{limits.wall_seconds:g} s"
        return Failure("timed_out", "timed_out", f"{blank.id} ran longer than {seconds}")
    if ended.how == "overflowed":
        return Failure("crashed", "scratch", f"{blank.id} wrote more files than it may")
    last = ended.printed[-4000:]
    # TensorFlow dies of a segmentation fault when an allocation fails in one of its threads.
    full = ended.most_memory > NEARLY_ALL * limits.memory_bytes
    if b"bad_alloc" in last or (ended.how == "killed" and full):
        return Failure(
            "out_of_memory",
            "out_of_memory",
            f"{blank.id} needed more than {limits.memory_bytes // MEBIBYTE} MB",
        )
    # SIGXCPU, which can be ignored, and a second later SIGKILL.
    if ended.status == -24 or (ended.how == "killed" and ended.cpu_seconds > limits.cpu_seconds):
        seconds = f"{limits.cpu_seconds} s"
        return Failure("timed_out", "cpu_time", f"{blank.id} computed longer than {seconds}")
    if ended.how == "killed":
        return Failure("crashed", "killed", f"the process was ended by signal {-ended.status}")
    return Failure("crashed", "exited", f"the process ended itself with status {ended.status}")
