"""Marking in this very process, as most graders do: the same exercises, the same checks, no jail.

python -m benchmarks.in_process SUBMISSION.py      # prints the score
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
import sys
from typing import Any

from grader.answer import Failure, read_answers
from grader.assembly import ReadyAssignment
from grader.assignment import DEFAULT
from grader.exercise import Ask
from grader.gradcam import exercises
from grader.jail.student import answer_asks


def prepare(ready: ReadyAssignment) -> Any:
    """The network and the questions, loaded as the jail's servers load them."""
    return exercises.prepare(dict(ready.setup.setup), ready.setup.scenes)


def answer_only(ready: ReadyAssignment, given: Any, source: bytes) -> bytes:
    """Run the exercises and look at nothing: what no grader can do without."""
    frames: list[bytes] = []
    answer_asks(source, all_asks(ready), partial(exercises.run, given), frames.append)
    return b"".join(frames)


def mark(ready: ReadyAssignment, given: Any, source: bytes) -> float:
    """The score of a submission, all of which runs here."""
    asks = all_asks(ready)
    data = answer_only(ready, given, source)
    answers, rest = read_answers(data, asks), Failure("crashed", "exited", "")
    marker = ready.marker
    return sum(
        marker.mark(blank, answers.part_for(marker.asks(blank), rest)).report.score
        for blank in marker.subject.blanks
    )


def all_asks(ready: ReadyAssignment) -> tuple[Ask, ...]:
    """What is asked of a submission, each array once."""
    blanks = ready.marker.subject.blanks
    return tuple(dict.fromkeys(ask for blank in blanks for ask in ready.marker.asks(blank)))


def main() -> None:
    """Mark the submission that is named on the command line."""
    ready = ReadyAssignment.open(DEFAULT)
    print(mark(ready, prepare(ready), Path(sys.argv[1]).read_bytes()))


if __name__ == "__main__":
    main()
