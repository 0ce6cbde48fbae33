"""From graded results to a format's files: what `python -m grader export` does.

Names are their authors' own. macOS and Windows see no difference in case, macOS none in how an
accent is written, and Windows keeps some names for its devices
(https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import hashlib
import json
from pathlib import Path
import re
from typing import Literal
import unicodedata

from grader.core.errors import BadInput
from grader.core.files import write_whole
from grader.core.report import BlankReport, Report
from grader.core.text import Message, one_line
from grader.intake.roster import Roster
from grader.results.exports import ExportContext, Format
from grader.results.exports.common import hint_of_nothing
from grader.results.exports.feedback import Feedback, HandedIn, zip_of
from grader.results.exports.tables import known_student, who_is_who
from pydantic import ValidationError

Unreadable = Literal["zero", "blank", "ask"]
"""What a submission counts that holds nothing which can be marked: no points, no grade at all; or
the instructor is to say."""

SHORTEST = 8
"""Digits of a hash that tell two names apart, unless somebody has made them alike."""

_NOT_IN_FILE_NAMES = re.compile(r'^\.+|[/\\:*?"<>|]|[. ]+$')
_OF_DEVICES = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Delivery:
    """What was written, and a sentence for each submission that the format cannot express."""

    files: tuple[Path, ...]
    refused: tuple[Message, ...]


def read_grades(folder: Path) -> tuple[str, tuple[Report, ...]]:
    """The assignment's title and the reports of a folder that `grade` wrote. Raises BadInput."""
    file = folder / "grades.json"
    try:
        grades = json.loads(file.read_text(encoding="utf-8"))
        reports = tuple(Report.model_validate(report) for report in grades["submissions"])
        if len({report.submission for report in reports}) < len(reports):
            raise ValueError("two submissions of one name")
        return str(grades["assignment"]), reports
    except OSError as error:
        remedy = Message(
            "Grade first: python -m grader grade FOLDER --out {folder}.", folder=folder
        )
        raise BadInput(
            Message("{file} cannot be read: {strerror}.", file=file, strerror=error.strerror),
            remedy,
        ) from error
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise BadInput(
            Message("{file} was not written by `grade`.", file=file), Message("Grade again.")
        ) from error


def counted(
    reports: Sequence[Report], unreadable: Unreadable, points: Mapping[str, float]
) -> tuple[Report, ...]:
    """The reports, where what cannot be marked counts as it was said. Raises BadInput to ask."""
    found = [report for report in reports if report.status == "unreadable"]
    if found and unreadable == "ask":
        raise BadInput(
            Message(
                "These submissions hold nothing that can be marked ({count}): {names}.",
                count=len(found),
                names=one_line(", ".join(report.called for report in found)),
            ),
            Message("Say what they count: --unreadable zero, or --unreadable blank for no grade."),
        )
    if unreadable == "blank":
        return tuple(reports)
    return tuple(
        _zero(report, points) if report.status == "unreadable" else report for report in reports
    )


def _zero(report: Report, points: Mapping[str, float]) -> Report:
    """No points in any blank, each of which says why."""
    blanks = tuple(
        BlankReport(id=id_, score=0, max_score=most, status="blank", hint=hint_of_nothing(report))
        for id_, most in points.items()
    )
    return report.model_copy(update={"status": "graded", "score": 0.0, "blanks": blanks})


def deliver_feedback(
    form: Feedback, handed_in: Sequence[HandedIn], context: ExportContext, out: Path
) -> Delivery:
    """Write the zip of what students read. Raises BadInput where nobody would read anything."""
    content, refused = zip_of(form, handed_in, context)
    if len(refused) == len(handed_in):
        raise BadInput(next(iter(refused), Message("There is no submission to export.")))
    write_whole(out, content)
    return Delivery((out,), refused)


def deliver(form: Format, reports: Sequence[Report], context: ExportContext, out: Path) -> Delivery:
    """Write `reports` to the file `out`, or each to one of its own in the folder `out`.

    A folder is made where the format holds one submission and there are several; then one that is
    refused does not stop the others from being written. Raises BadInput.
    """
    if form.scope == "batch":
        kept, unclear = _who_is_clear(form, reports, context.roster)
        write_whole(out, form.write(kept, context))
        return Delivery((out,), unclear)
    if len(reports) == 1:
        write_whole(out, form.write(reports, context))
        return Delivery((out,), ())
    texts: dict[Path, str] = {}
    refused: list[Message] = []
    names = file_names([report.submission for report in reports])
    for report, name in zip(reports, names, strict=True):
        try:
            texts[out / f"{name}{form.suffix}"] = form.write([report], context)
        except BadInput as error:
            refused.append(
                Message("{problem} {remedy}", problem=error.problem, remedy=error.remedy)
            )
    for path, text in texts.items():
        write_whole(path, text)
    return Delivery(tuple(texts), tuple(refused))


def file_names(submissions: Sequence[str]) -> tuple[str, ...]:
    """A file name for each submission, in order; the submissions' own names all differ.

    Names that would be one get a suffix each. Such a name may again be another's own, by chance or
    by somebody's wish: that one gets a suffix, too, until all differ.
    """
    if len(set(submissions)) < len(submissions):
        raise ValueError("two submissions of one name")
    told_apart: set[int] = set()
    digits = SHORTEST
    while True:
        names = [
            f"{_safe(name)}-{_digest(name, digits)}" if place in told_apart else _safe(name)
            for place, name in enumerate(submissions)
        ]
        times = Counter(map(_folded, names))
        alike = {place for place, name in enumerate(names) if times[_folded(name)] > 1}
        if not alike:
            return tuple(names)
        if alike <= told_apart:
            digits += 1
        told_apart |= alike


def _safe(submission: str) -> str:
    name = _NOT_IN_FILE_NAMES.sub("_", one_line(submission)) or "_"
    return f"_{name}" if _OF_DEVICES.fullmatch(name) else name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _digest(name: str, digits: int) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:digits]


def _who_is_clear(
    form: Format, reports: Sequence[Report], roster: Roster | None
) -> tuple[Sequence[Report], tuple[Message, ...]]:
    """Those whom the platform will find; and a sentence on the others, who keep nobody else back.

    Raises BadInput where it would find nobody.
    """
    if roster is not None:
        attendance = who_is_who(reports, roster)
        kept = [each for each in reports if each.submission in attendance.found]
        unclear = tuple(attendance.unclear())
        remedy = Message("Is it the list of this class?")
    elif form.needs_number:
        kept = [each for each in reports if (known_student(each).id or "").isdecimal()]
        unclear = tuple(
            Message("{name} has no number of the platform.", name=one_line(each.called))
            for each in reports
            if each not in kept
        )
        remedy = Message("Add --roster FILE, with the platform's own list.")
    else:
        return reports, ()
    if reports and not kept:
        raise BadInput(Message("The platform would find nobody who handed in."), remedy)
    return kept, unclear
