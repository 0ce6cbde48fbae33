"""Which hand-out an assignment has: that of its subject."""

from __future__ import annotations

from grader.core.assignment import Assignment
from grader.core.handout import Handout
from grader.gradcam.handout import HANDOUT


def handout_of(assignment: Assignment) -> Handout:
    """The hand-out of an assignment's subject."""
    return HANDOUT
