"""When something was handed in: what platforms write, as ISO 8601; and whether that was late."""

from __future__ import annotations

from datetime import datetime
import re

from grader.core.errors import BadInput
from grader.core.text import Message

_RUBYS = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[ T-](?P<hour>\d\d)[:-](?P<minute>\d\d)[:-](?P<second>\d\d)(?:\.\d+)?"
    r"(?: ?(?P<zone>Z|UTC|[+-]\d\d:?\d\d))?"
)
"""Ruby's YAML, "2024-05-01 12:00:00.000000000 Z", and Blackboard's names of files,
"2024-05-01-12-00-00"."""

_IN_WORDS = (
    "%A, %d %B %Y, %I:%M %p",  # Moodle, in English: Friday, 20 November 2026, 11:59 PM
    "%A, %d %B %Y, %H:%M",
    "%d %B %Y, %I:%M %p",
    "%Y-%m-%d %H:%M",
    "%d/%m/%Y %H:%M",
)


def in_iso(text: str) -> str | None:
    """A time as ISO 8601, in seconds, with a zone where there is one; None where it is none."""
    match = _RUBYS.fullmatch(text.strip())
    try:
        if match is not None:
            zone = (match["zone"] or "").replace("UTC", "+00:00").replace("Z", "+00:00")
            zone = f"{zone[:3]}:{zone[-2:]}" if zone else ""
            clock = f"{match['hour']}:{match['minute']}:{match['second']}"
            return datetime.fromisoformat(f"{match['day']}T{clock}{zone}").isoformat()
    except ValueError:
        return None
    for form in _IN_WORDS:
        try:
            return datetime.strptime(" ".join(text.split()), form).isoformat()
        except ValueError:
            continue
    return None


def deadline_of(text: str) -> datetime:
    """A deadline that was typed; without a zone it is this machine's. Raises BadInput."""
    try:
        return datetime.fromisoformat(in_iso(text) or text).astimezone()
    except ValueError as error:
        raise BadInput(
            Message("{text} is not a time.", text=repr(text)),
            Message("Write it as 2026-11-20T23:59, or with its zone: 2026-11-20T23:59+01:00."),
        ) from error


def is_after(moment: str, deadline: datetime) -> bool:
    """Whether an ISO time is later than the deadline. What has no zone is in this machine's."""
    return datetime.fromisoformat(moment).astimezone() > deadline.astimezone()
