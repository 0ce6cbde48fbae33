"""Marking in this very process, as most graders do: the same exercises, the same checks, no jail.

python -m benchmarks.in_process SUBMISSION.py      # prints the score
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
import sys
from typing import Any

from grader.core.answer import Failure, read_answers
from grader.core.assignment import DEFAULT
from grader.core.exercise import Ask
from grader.core.text import Message
from grader.gradcam import exercises
from grader.jail.run.job import Job
from grader.jail.run.student import answer_asks
from grader.marking.session import ReadyAssignment


def prepare(ready: ReadyAssignment) -> Any:
    """The network, loaded as the jail's servers load it."""
    return exercises.prepare(dict(ready.setup.setup))


def answer_only(ready: ReadyAssignment, given: Any, source: bytes) -> bytes:
    """Run the exercises and look at nothing: what no grader can do without."""
    frames: list[bytes] = []
    job = Job(source, all_asks(ready), ready.marker.questions)
    answer_asks(job, partial(exercises.run, given), frames.append)
    return b"".join(frames)


def mark(ready: ReadyAssignment, given: Any, source: bytes) -> float:
    """The score of a submission, all of which runs here."""
    asks = all_asks(ready)
    answers = read_answers(answer_only(ready, given, source), asks)
    marker, rest = ready.marker, Failure("crashed", "exited", Message())
    score = 0.0
    for blank in marker.blanks:
        public = marker.mark_public(blank, answers.part_for(asks, rest))
        passed = marker.passed(marker.still_open(blank, public.report), answers)
        score += marker.with_hidden(blank, public, passed).report.score
    return score


def all_asks(ready: ReadyAssignment) -> tuple[Ask, ...]:
    """What is asked of a submission, each array once."""
    return ready.marker.asks(ready.marker.goldens.manifest.checks)


def main() -> None:
    """Mark the submission that is named on the command line."""
    ready = ReadyAssignment.open(DEFAULT)
    print(mark(ready, prepare(ready), Path(sys.argv[1]).read_bytes()))


if __name__ == "__main__":
    main()
