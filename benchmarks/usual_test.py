"""The assignment marked the usual way: TensorFlow, the submission and the checks in one pytest run.

SUBMISSION=work.py python -m pytest -q benchmarks/usual_test.py
"""

from __future__ import annotations

import os
from pathlib import Path

from grader.core.assignment import DEFAULT
from grader.marking.session import ReadyAssignment

from benchmarks.in_process import mark, prepare


def test_submission() -> None:
    """Full marks."""
    ready = ReadyAssignment.open(DEFAULT)
    assert mark(ready, prepare(ready), Path(os.environ["SUBMISSION"]).read_bytes()) == 100
