"""Why a job left something unanswered, and what else is said of a submission that did not run."""

from __future__ import annotations

from grader.core.answer import Failure, Note
from grader.core.blank import Blank
from grader.core.report import Report
from grader.core.submission import Submission
from grader.core.text import NOTHING, Message
from grader.jail.run.worker import Ended
from grader.jail.walls.limits import MEBIBYTE, Limits

NEARLY_ALL = 0.8
"""A process that was killed and had used this share of its memory limit ran out of memory."""


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
