"""From graded results to a format's files: what `python -m grader export` does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
import json
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.files import write_whole
from grader.core.report import Report
from grader.results.exports import ExportContext, Format
from grader.results.exports.file_names import file_names
from pydantic import ValidationError


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
