"""What several formats share: which report, how a number and a JSON text are written."""

from __future__ import annotations

from collections.abc import Sequence
import json

from grader.core.errors import BadInput
from grader.core.report import Report
from grader.core.text import clean


def only(reports: Sequence[Report]) -> Report:
    """The one report of a format that holds one submission."""
    if len(reports) != 1:
        raise BadInput(
            f"This format holds one submission, but {len(reports)} were given.",
            "Name one submission, or write one file for each.",
        )
    return reports[0]


def graded(report: Report, why: str) -> Report:
    """`report`, refused when the grader has failed; `why` says why the format cannot tell."""
    if not is_graded(report):
        raise BadInput(
            f"{one_line(report.submission)} was not graded: {reason(report)}",
            f"{why} Grade it again first.",
        )
    return report


def is_graded(report: Report) -> bool:
    """Whether there are marks; otherwise the grader has failed."""
    return report.status == "graded" and report.score is not None


def mark(report: Report) -> float:
    """The marks of a report that is graded."""
    if report.score is None:
        raise ValueError(f"{report.submission!r} was not graded")
    return report.score


def reason(report: Report) -> str:
    """Why a report was not graded, for the instructor."""
    return cap(one_line(report.reason or "the grader failed."), 500)


def fraction(report: Report) -> float:
    """The marks as a share of the full marks, 0 to 1."""
    if report.max_score <= 0:
        return 1.0 if report.full_marks else 0.0
    return min(1.0, max(0.0, round(mark(report) / report.max_score, 6)))


def number(value: float) -> str:
    """`value` in plain digits with at most two decimals: 20, 82.5, 33.33."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def json_text(value: object, *, indent: int | None = 2) -> str:
    """`value` as JSON in plain ASCII: it passes through every container's locale unharmed."""
    return json.dumps(value, indent=indent, allow_nan=False) + "\n"


def one_line(text: str) -> str:
    """`text` without control characters, on one line, nothing cut."""
    return clean(text, len(text) + 1).replace("\n", " ").replace("\t", " ")


def cap(text: str, longest: int) -> str:
    """`text`, cut to `longest` characters."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
