"""A class as it is: half right, a third with one mistake, the rest crashing, blank or looping.

The mistakes are the catalogue's, of each blank as many; what crashes or loops lies in
`data/submissions`. The order is the same in each run, and mixed as in a class.
"""

from __future__ import annotations

from itertools import chain, cycle, islice, zip_longest
from pathlib import Path

from grader.core.submission import Submission
from grader.goldens.catalogue import read_mistakes
from grader.gradcam.subject import SUBJECT

SAMPLES = Path(__file__).parents[1] / "data" / "submissions"
ENDS = ("crash", "untouched_template", "syntax_error", "half_done")
LOOPS = "endless_loop"
SIX = 6
"""Of so many three are right, two have a mistake, and one does not get so far."""


def class_of(size: int, *, with_loops: bool) -> list[Submission]:
    """`size` submissions, of which every eighteenth loops endlessly if `with_loops`."""
    right = SUBJECT.reference.read_bytes()
    wrong = cycle(_mistakes())
    names = (LOOPS, *ENDS[:2]) if with_loops else ENDS
    ends = cycle((SAMPLES / f"{name}.py").read_bytes() for name in names)
    sixes = (
        (right, next(wrong), right, next(ends), right, next(wrong)) for _ in range(-(-size // SIX))
    )
    sources = islice(chain.from_iterable(sixes), size)
    return [Submission(f"s{number}", source) for number, source in enumerate(sources)]


def all_right(size: int) -> list[Submission]:
    """As many right ones."""
    source = SUBJECT.reference.read_bytes()
    return [Submission(f"s{number}", source) for number in range(size)]


def _mistakes() -> list[bytes]:
    """A mistake of each blank, then the next of each."""
    reference = SUBJECT.reference.read_text("utf-8")
    by_blank: dict[str, list[bytes]] = {}
    for mistake in read_mistakes(SUBJECT.catalogue):
        by_blank.setdefault(mistake.blank, []).append(mistake.submission(reference))
    rows = zip_longest(*by_blank.values())
    return [source for row in rows for source in row if source is not None]
