"""The same under otter-grader, in its own format: `otter check FILE -t benchmarks/otter_tests`."""

OK_FORMAT = True

test = {
    "name": "submission",
    "points": 100,
    "suites": [
        {
            "type": "doctest",
            "scored": True,
            "cases": [
                {
                    "code": r"""
                    >>> import os, pathlib
                    >>> from benchmarks.in_process import mark, prepare
                    >>> from grader.core.assignment import DEFAULT
                    >>> from grader.marking.session import ReadyAssignment
                    >>> ready = ReadyAssignment.open(DEFAULT)
                    >>> source = pathlib.Path(os.environ["SUBMISSION"]).read_bytes()
                    >>> mark(ready, prepare(ready), source)
                    100.0
                    """
                }
            ],
        }
    ],
}
