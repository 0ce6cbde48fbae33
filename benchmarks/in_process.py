"""Marking in this very process, as most graders do: the same exercises, the same checks, no jail.

python -m benchmarks.in_process SUBMISSION.py      # prints the score
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
import sys
from typing import Any

from grader.answer import Failure, decode_answer
from grader.assembly import ReadyAssignment
from grader.assignment import DEFAULT
from grader.gradcam import exercises
from grader.jail.student import answer_asks


def prepare(ready: ReadyAssignment) -> Any:
    """The network and the questions, loaded as the jail's servers load them."""
    return exercises.prepare(dict(ready.setup.setup), ready.setup.scenes)


def mark(ready: ReadyAssignment, given: Any, source: bytes) -> float:
    """The score of a submission, whose blanks all run here."""
    run = partial(exercises.run, given)
    score = 0.0
    for blank in ready.marker.subject.blanks:
        asks = ready.marker.asks(blank)
        frames: list[bytes] = []
        answer_asks(source, asks, run, frames.append)
        answer = decode_answer(b"".join(frames), asks, Failure("crashed", "exited", ""))
        score += ready.marker.mark(blank, answer).report.score
    return score


def answer_only(ready: ReadyAssignment, given: Any, source: bytes) -> None:
    """Run the exercises and look at nothing: what no grader can do without."""
    for blank in ready.marker.subject.blanks:
        asks = ready.marker.asks(blank)
        answer_asks(source, asks, partial(exercises.run, given), len)


def main() -> None:
    """Mark the submission that is named on the command line."""
    ready = ReadyAssignment.open(DEFAULT)
    print(mark(ready, prepare(ready), Path(sys.argv[1]).read_bytes()))


if __name__ == "__main__":
    main()
