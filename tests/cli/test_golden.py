"""What `golden` tells an instructor about their own cases."""

from __future__ import annotations

from grader.cli.commands.golden import missing_kinds
from grader.core.assignment import DEFAULT, Assignment


def test_a_blank_that_no_hidden_case_marks_is_named() -> None:
    assignment = Assignment.read(DEFAULT)
    assert list(missing_kinds(assignment)) == []
    left = tuple(
        case for case in assignment.cases if case.visibility == "public" or not case.marks("TODO3")
    )
    assert len(left) < len(assignment.cases)
    fewer = assignment.model_copy(update={"cases": left})
    assert list(missing_kinds(fewer)) == [("TODO3", "hidden")]


def test_an_assignment_without_hidden_cases_misses_none() -> None:
    assignment = Assignment.read(DEFAULT)
    public = tuple(case for case in assignment.cases if case.visibility == "public")
    assert list(missing_kinds(assignment.model_copy(update={"cases": public}))) == []
