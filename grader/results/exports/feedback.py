"""What students read, as the zip that a platform takes back: one file for each submission.

**Moodle**, assignment > Upload multiple feedback files in a zip. Read by `moodle/moodle`,
`mod/assign/feedback/file/importziplib.php`: a folder is named after the student, the participant's
number, and the kind of submission, as in the download; what lies in it is the student's feedback.
Before Moodle 4.1 the name ends with an underscore, which later versions take, too.

**Canvas**, assignment > Re-upload submissions. Read by `instructure/canvas-lms`,
`infer_comment_context_from_filename`: of the numbers between underscores the first is the
student's, and the second that of a file that the student handed in. The comment's attachment gets
that file's own name, whatever is in it. So a Python file becomes one of comments, a notebook one
cell, a zip a zip with the report's page in it; what was handed in as anything else is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
import io
import json
from pathlib import Path, PurePosixPath
import re
from types import MappingProxyType
import zipfile

from grader.core.errors import BadInput
from grader.core.language import message
from grader.core.report import Report
from grader.core.text import Message, one_line
from grader.results.exports.common import ExportContext
from grader.results.exports.tables import known_student
from grader.results.exports.wording import Wording

LONGEST = 100_000
WHEN = (1980, 1, 1, 0, 0, 0)
"""Of every file in a zip, so that the same marks give the same bytes."""


@dataclass(frozen=True)
class HandedIn:
    """A report, what its submission was called in the download, and its page."""

    report: Report
    origin: str
    page: Path


Member = tuple[str, bytes]
"""A file in the zip: its path, and what is in it."""


@dataclass(frozen=True)
class Feedback:
    """A zip that a platform takes back.

    `member` is a submission's file in it. It raises BadInput for one that the platform would not
    find the student of.
    """

    name: str
    description: str
    member: Callable[[HandedIn, ExportContext], Member]


def _moodle(handed_in: HandedIn, context: ExportContext) -> Member:
    student = known_student(handed_in.report)
    if not (student.id or "").isdecimal():
        raise _no_number(handed_in.report)
    # Nothing but the number counts; an underscore or a slash would end the name.
    name = re.sub(r"[_/\\]", " ", one_line(student.name or "Participant")).strip(" .~")
    folder = f"{name or 'Participant'}_{student.id}_assignsubmission_file_"
    return f"{folder}/report.html", _page(handed_in)


def _canvas(handed_in: HandedIn, context: ExportContext) -> Member:
    name, report = handed_in.origin, handed_in.report
    if len(re.findall(r"(?<=_)\d+(?=_)", name)) < 2:
        raise _no_number(report)
    text = Wording.of(report, context).report(report, LONGEST)
    kind = PurePosixPath(name).suffix.lower()
    if kind == ".py":
        return name, _as_comments(text)
    if kind == ".ipynb":
        return name, _as_notebook(text)
    if kind == ".zip":
        return name, _as_zip(_page(handed_in))
    raise BadInput(
        Message(
            "{name} gets no feedback: Canvas would call it {file}, as what was handed in.",
            name=one_line(report.called),
            file=one_line(name),
        )
    )


FEEDBACK: Mapping[str, Feedback] = MappingProxyType(
    {
        one.name: one
        for one in (
            Feedback(
                "canvas-feedback", message("a zip for Canvas's Re-upload submissions"), _canvas
            ),
            Feedback(
                "moodle-feedback",
                message("a zip of feedback files for a Moodle assignment"),
                _moodle,
            ),
        )
    }
)


def zip_of(
    form: Feedback, handed_in: Sequence[HandedIn], context: ExportContext
) -> tuple[bytes, tuple[Message, ...]]:
    """The zip, and why some are not in it."""
    refused: list[Message] = []
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in handed_in:
            try:
                name, content = form.member(each, context)
            except BadInput as why:
                refused.append(why.problem)
            else:
                archive.writestr(zipfile.ZipInfo(name, WHEN), content, zipfile.ZIP_DEFLATED)
    return memory.getvalue(), tuple(refused)


def _page(handed_in: HandedIn) -> bytes:
    try:
        return handed_in.page.read_bytes()
    except OSError as error:
        raise BadInput(
            Message("{page} cannot be read: {why}.", page=handed_in.page, why=error.strerror)
        ) from error


def _no_number(report: Report) -> BadInput:
    name = one_line(report.called)
    return BadInput(
        Message("{name} was not in a download of this platform, so it gets no feedback.", name=name)
    )


def _as_comments(text: str) -> bytes:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines()).encode()


def _as_notebook(text: str) -> bytes:
    # Four spaces before a line: nothing in it is Markdown.
    lines = [f"    {line}\n" for line in text.splitlines()]
    markdown = {"cell_type": "markdown", "metadata": {}, "source": lines}
    notebook = {"cells": [markdown], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(notebook, indent=1).encode()


def _as_zip(page: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("report.html", WHEN), page, zipfile.ZIP_DEFLATED)
    return memory.getvalue()
