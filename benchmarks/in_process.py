"""Marking in this very process, as most graders do: the same exercises, the same checks, no jail.

python -m benchmarks.in_process SUBMISSION.py      # prints the score
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
import sys
from typing import Any

from grader.answer import Failure, decode_answer
from grader.assembly import Desk
from grader.assignment import DEFAULT
from grader.gradcam import exercises
from grader.jail.student import answer_asks


def prepare(desk: Desk) -> Any:
    """The network and the questions, loaded as the jail's servers load them."""
    return exercises.prepare(dict(desk.setup.setup), desk.setup.scenes)


def mark(desk: Desk, room: Any, source: bytes) -> float:
    """The score of a submission, whose blanks all run here."""
    run = partial(exercises.run, room)
    score = 0.0
    for blank in desk.marker.subject.blanks:
        asks = desk.marker.asks(blank)
        frames: list[bytes] = []
        answer_asks(source, asks, run, frames.append)
        answer = decode_answer(b"".join(frames), asks, Failure("crashed", "exited", ""))
        score += desk.marker.mark(blank, answer).report.score
    return score


def answer_only(desk: Desk, room: Any, source: bytes) -> None:
    """Run the exercises and look at nothing: what no grader can do without."""
    for blank in desk.marker.subject.blanks:
        asks = desk.marker.asks(blank)
        answer_asks(source, asks, partial(exercises.run, room), len)


def main() -> None:
    """Mark the submission that is named on the command line."""
    desk = Desk.open(DEFAULT)
    print(mark(desk, prepare(desk), Path(sys.argv[1]).read_bytes()))


if __name__ == "__main__":
    main()
