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

from grader.core.answer import Answer, Failure, read_answers
from grader.core.blank import At, Blank
from grader.core.hints import follows
from grader.core.report import Report
from grader.core.submission import Submission
from grader.core.text import Message, clean
from grader.jail.run.job import Job
from grader.jail.run.shortage import Shortage
from grader.jail.run.worker import Lane, Worker
from grader.marking.ends import in_words, unreadable, why_ended
from grader.marking.marker import Marked, Marker
from grader.marking.tries import (
    Asked,
    Begun,
    Graded,
    Public,
    Ran,
    Tried,
    might_do_better_cold,
    worst,
)


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
        shortage = worst((public.shortage, *short))
        if is_last or not shortage:
            self.begun.public.pop(submission, None)
        return self._graded(submission, public, self._marked(public, passed), shortage, key)

    def _graded(
        self,
        submission: Submission,
        public: Public,
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

    def _in_public(self, submission: Submission) -> Public:
        """Every blank, with its best marks in any lane."""
        started = time.monotonic()
        if submission.problem:
            failure = Failure("crashed", "file", submission.problem)
            blanks = self.marker.blanks
            return Public(tuple(self._all_failed(blank, failure) for blank in blanks), "", 0.0)
        asked = [(each, self.marker.checks(each, "public")) for each in self.marker.blanks]
        ran = self._run(self._lanes[0], submission, asked)
        tried: list[Tried] = []
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
        return Public(tuple(tried), printed, time.monotonic() - started, notes)

    def _alone_in_public(
        self, submission: Submission, asked: Asked, lanes: Sequence[Lane], best: Tried
    ) -> Tried:
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
            if best.report.status == "right" or not might_do_better_cold(answer):
                break
        return best

    def _marked(self, public: Public, passed: Collection[At]) -> list[Marked]:
        """The marks of every blank, including hidden cases, given those that were passed."""
        marked: list[Marked] = []
        for one in public.tried:
            whole = self.marker.with_hidden(one.blank, one.marked, passed)
            marked.append(self._following(one.blank, whole, marked))
        return marked

    def _in_hidden(
        self, submission: Submission, public: Sequence[Tried]
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
                if not might_do_better_cold(answer):
                    break
        return frozenset(passed), short

    @property
    def _lanes(self) -> tuple[Lane, ...]:
        return tuple(self.workers)

    def _run(self, lane: Lane, submission: Submission, asked: Sequence[Asked]) -> Ran:
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
        return Ran(answers, ended.printed, stopped_at, shortage, all_answers.notes)

    def _tried(self, blank: Blank, answer: Answer) -> Tried:
        return Tried(blank, self.marker.mark_public(blank, answer), answer.imported)

    def _following(self, blank: Blank, one: Marked, before: Sequence[Marked]) -> Marked:
        """The hint of a blank without functions of its own, if it is wrong because others are, says
        so.
        """
        wrong = [other.report.id for other in before if other.report.status != "right"]
        if blank.functions or not wrong or one.report.status != "wrong":
            return one
        report = one.report.model_copy(update={"hint": follows(blank.id, wrong)})
        return replace(one, report=report)

    def _not_imported(self, blank: Blank, first: Tried) -> Tried:
        """The same verdict for a further blank of a submission that could not be imported."""
        alike = self._all_failed(blank, Failure("crashed", "import", Message()))
        update = {"status": first.report.status, "hint": first.report.hint}
        report = alike.report.model_copy(update=update)
        return replace(alike, marked=replace(alike.marked, report=report))

    def _all_failed(self, blank: Blank, failure: Failure) -> Tried:
        asks = self.marker.asks(self.marker.checks(blank, "public"))
        failures = {(ask.case, ask.array): failure for ask in asks}
        return self._tried(blank, Answer(failures=failures))
