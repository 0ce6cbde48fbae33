"""`template`: make the hand-out of the reference."""

from __future__ import annotations

from grader.files import write_whole
from grader.goldens import REFERENCE
from grader.template import make_template


def write_template() -> int:
    """Write `student_template.py` beside the reference; the exit status. Raises BadInput."""
    path = REFERENCE.with_name("student_template.py")
    write_whole(path, make_template(REFERENCE.read_text("utf-8")))
    print(f"{path} is made of {REFERENCE.name}.")
    return 0
