"""What was taken in of a class, and what an instructor says about it beside the download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import overload

from grader.core.naming import Named
from grader.core.submission import Submission
from grader.core.text import Message
from grader.intake.attendance import Attendance
from grader.intake.names import listed
from grader.intake.roster import Roster
from grader.intake.times import is_after

MOST_UNDATED = 10
"""Named in one sentence: most downloads date nobody."""


@dataclass(frozen=True)
class Intake(Sequence[Submission]):
    """The submissions of a class. `notes` are sentences on all that was not simply taken, those on
    who is who and who is late first.

    `partners` are the names of those who handed in the same work together.
    """

    submissions: tuple[Submission, ...]
    notes: tuple[Message, ...] = ()
    partners: tuple[tuple[str, ...], ...] = ()

    @overload
    def __getitem__(self, place: int) -> Submission: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Submission, ...]: ...
    def __getitem__(self, place: int | slice) -> Submission | tuple[Submission, ...]:
        return self.submissions[place]

    def __len__(self) -> int:
        return len(self.submissions)


@dataclass(frozen=True)
class AskedOfClass:
    """Whom to leave out, by any of their names; who is in the class; and when it was due."""

    leave_out: tuple[str, ...] = ()
    roster: Roster | None = None
    deadline: datetime | None = None

    def applied(self, intake: Intake) -> Intake:
        """What was taken in, as it was asked for. Raises BadInput where nobody has a name that was
        to be left out."""
        named = Named({each.name: each.student for each in intake})
        left_out = {named.find(text) for text in self.leave_out}
        submissions = tuple(each for each in intake if each.name not in left_out)
        notes: list[Message] = []
        left = [each.called for each in intake if each.name in left_out]
        if left:
            notes.append(Message("Left out as requested: {names}.", names=listed(left)))
        if self.roster is not None:
            people = [(each.name, each.student) for each in submissions]
            attendance = Attendance.of(people, self.roster)
            submissions = tuple(attendance.said_of(each) for each in submissions)
            notes += attendance.notes()
        submissions = tuple(self._timed(each) for each in submissions)
        late = [each.called for each in submissions if each.student.late]
        if late:
            notes.append(Message("Late ({count}): {names}.", count=len(late), names=listed(late)))
        undated = [each.called for each in submissions if each.student.late is None]
        if self.deadline is not None and undated:
            notes.append(
                Message(
                    "Nothing says when these were handed in, so whether they are late is not known "
                    "({count}): {names}.",
                    count=len(undated),
                    names=listed(undated, MOST_UNDATED),
                )
            )
        partners = (
            tuple(name for name in group if name not in left_out) for group in intake.partners
        )
        return Intake(
            submissions,
            (*notes, *intake.notes),
            tuple(group for group in partners if len(group) > 1),
        )

    def _timed(self, submission: Submission) -> Submission:
        """The submission, late or not by the deadline; the platform's word stands."""
        student = submission.student
        if self.deadline is None or student.late is not None or not student.handed_in_at:
            return submission
        late = is_after(student.handed_in_at, self.deadline)
        return replace(submission, student=replace(student, late=late))


ASKED_NOTHING = AskedOfClass()
