"""The same under gradescope-utils, as its own example runs it: `SUBMISSION=work.py python -m …`."""

from __future__ import annotations

import io
import os
from pathlib import Path
import unittest

from grader.core.assignment import DEFAULT
from grader.marking.session import ReadyAssignment
from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

from benchmarks.in_process import mark, prepare


class TestSubmission(unittest.TestCase):
    """One test with all marks."""

    @weight(100)  # type: ignore[untyped-decorator]
    def test_submission(self) -> None:
        """Full marks."""
        ready = ReadyAssignment.open(DEFAULT)
        source = Path(os.environ["SUBMISSION"]).read_bytes()
        self.assertEqual(mark(ready, prepare(ready), source), 100)


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestSubmission)
    results = io.StringIO()
    JSONTestRunner(visibility="visible", stream=results).run(suite)
    print(results.getvalue())
