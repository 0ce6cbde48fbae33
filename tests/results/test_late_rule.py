"""What each day that has begun since the deadline costs."""

from __future__ import annotations

from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.student import Student
from grader.results.penalties import LateRule
import pytest

RULE = LateRule.of("2026-11-20T23:59:00+01:00", 10, 35)


@pytest.mark.parametrize(
    ("handed_in_at", "percent"),
    [
        ("2026-11-20T23:59:00+01:00", 0),
        ("2026-11-20T22:59:01+00:00", 10),
        ("2026-11-21T22:59:00+00:00", 10),
        ("2026-11-21T22:59:01+00:00", 20),
        ("2027-01-01T00:00:00+00:00", 35),
        ("2026-01-01T00:00:00+00:00", 0),
    ],
)
def test_a_day_that_has_begun_counts(handed_in_at: str, percent: float) -> None:
    assert RULE.penalty(handed_in_at) == percent


def test_who_is_late_without_a_time_is_named_and_gets_no_penalty() -> None:
    def of(name: str, **known: object) -> Report:
        student = Student(name=name.title(), **known)  # type: ignore[arg-type]
        return Report(submission=name, student=student, status="graded", score=1, max_score=2)

    reports = [
        of("ann", handed_in_at="2026-11-21T12:00:00+00:00"),
        of("bob", handed_in_at="2026-11-19T12:00:00+00:00"),
        of("cem", late=True),
        of("dan"),
        Report(submission="eve", status="graded", score=1, max_score=2),
    ]
    assert RULE.penalties(reports) == ({"ann": 10, "bob": 0}, ("Cem",))


def test_what_is_no_rule_is_refused() -> None:
    with pytest.raises(BadInput, match="not a time"):
        LateRule.of("soon", 10, 100)
    with pytest.raises(BadInput, match="0 to 100 percent"):
        LateRule.of("2026-11-20", 10, 101)
