"""From graded results to a format's files: what `python -m grader export` does.

Names are their authors' own. macOS and Windows see no difference in case, macOS none in how an
accent is written, and Windows keeps some names for its devices
(https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
import hashlib
import json
from pathlib import Path
import re
import unicodedata

from grader.core.errors import BadInput
from grader.core.files import write_whole
from grader.core.report import Report
from grader.core.text import one_line
from grader.results.exports import ExportContext, Format
from pydantic import ValidationError

SHORTEST = 8
"""Digits of a hash that tell two names apart, unless somebody has made them alike."""

_NOT_IN_FILE_NAMES = re.compile(r'^\.+|[/\\:*?"<>|]|[. ]+$')
_OF_DEVICES = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Delivery:
    """What was written, and a sentence for each submission that the format cannot hold."""

    files: tuple[Path, ...]
    refused: tuple[str, ...]


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
        remedy = f"Grade first: python -m grader grade FOLDER --out {folder}."
        raise BadInput(f"{file} cannot be read: {error.strerror}.", remedy) from error
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise BadInput(f"{file} is not what `grade` wrote.", "Grade again.") from error


def deliver(form: Format, reports: Sequence[Report], context: ExportContext, out: Path) -> Delivery:
    """Write `reports` to the file `out`, or each to one of its own in the folder `out`.

    A folder is made where the format holds one submission and there are several: then one that
    is refused does not keep the others from being written. Raises BadInput.
    """
    if form.scope == "batch" or len(reports) == 1:
        write_whole(out, form.write(reports, context))
        return Delivery((out,), ())
    texts: dict[Path, str] = {}
    refused: list[str] = []
    names = file_names([report.submission for report in reports])
    for report, name in zip(reports, names, strict=True):
        try:
            texts[out / f"{name}{form.suffix}"] = form.write([report], context)
        except BadInput as error:
            refused.append(str(error))
    for path, text in texts.items():
        write_whole(path, text)
    return Delivery(tuple(texts), tuple(refused))


def file_names(submissions: Sequence[str]) -> tuple[str, ...]:
    """A name for the file of each submission, whose own names all differ, in their order.

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
