"""`github`: a student's checkout, marked in a workflow and told in GitHub's own ways.

The run's summary is a table, what is wrong is an annotation on the line where the function begins,
and `report.html` and `junit.xml` are there to be uploaded. Facts:
https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
import os
from pathlib import Path
import re

from grader.core.blank import Blank
from grader.core.errors import BadInput
from grader.core.files import write_whole
from grader.core.report import BlankReport, Report
from grader.core.submission import Submission
from grader.core.text import one_line
from grader.core.words import number
from grader.intake.one_file import choose_one
from grader.intake.tree import Refused
from grader.jail.proof.protections import probe
from grader.marking.mark_one import mark_one
from grader.marking.session import ReadyAssignment
from grader.results.exports import junit
from grader.results.exports.common import ExportContext
from grader.results.exports.wording import Wording, heading
from grader.results.html.report_page import ReportPages

NO_MARK = (
    "This tick is no mark: whoever can push to this repository can change its workflow, its "
    "goldens and its grader. Marks are given elsewhere, by a grader that only your instructor has."
)


def mark_checkout(folder: Path, out: Path, assignment: Path) -> int:
    """Mark what a checkout holds, chosen as `grade` chooses it; the exit status is `check`'s.

    The report and the JUnit go into `out`. Raises BadInput.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder.", "Give the checkout, or no path at all.")
    ready = ReadyAssignment.open(assignment)
    blanks = ready.marker.blanks
    try:
        choice = choose_one(folder, [name for each in blanks for name in each.functions])
    except Refused as why:
        print(_command("error", str(why)))
        _append_summary(f"Nothing here can be marked. {_escaped(str(why))}\n")
        return 2
    submission = Submission(Path(choice.where).stem, choice.source)
    graded = mark_one(submission, ready, probe())
    report = graded.report
    context = ExportContext(title=ready.assignment.title, generated_at=datetime.now(timezone.utc))
    pages = ReportPages(ready.assignment.title, ready.marker.goldens.pictures)
    pages.write(out / "report.html", report, graded.pictures)
    write_whole(out / "junit.xml", junit.write([report], context))
    wording = Wording.of(report, context)
    _append_summary(_summary(choice.where, report, wording))
    if report.status == "not_graded":
        print(_command("error", f"Not graded, through no fault of yours: {report.reason}"))
        return 2
    lines = first_lines(folder / choice.where)
    for blank in blanks:
        told = next(each for each in report.blanks if each.id == blank.id)
        if told.status != "right":
            print(_annotation(choice.where, _line(blank, told, lines), told, wording))
    return 0 if report.full_marks else 1


def first_lines(path: Path) -> Mapping[str, int]:
    """The line where each function of a Python file or a notebook begins, counted from 1.

    Empty where the file is not Python, or lies in an archive.
    """
    try:
        source = path.read_text("utf-8")
        if path.suffix.lower() == ".ipynb":
            return dict(_in_notebook(source))
        body = ast.parse(source).body
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return {}
    return {node.name: node.lineno for node in body if isinstance(node, ast.FunctionDef)}


def _in_notebook(text: str) -> Iterator[tuple[str, int]]:
    """Of a notebook's own text, which is what GitHub shows annotations on: a string a line."""
    for number_, line in enumerate(text.splitlines(), start=1):
        if found := re.match(r'\s*"def (\w+)\(', line):
            yield found.group(1), number_


def _line(blank: Blank, told: BlankReport, lines: Mapping[str, int]) -> int | None:
    """Where to look: of two functions that are marked apart, the one whose picture is wrong."""
    wrong = {check.picture for check in told.checks if check.passed is False}
    apart = len(blank.parts) == len(blank.functions)
    parts = [bool(wrong & set(part.pictures)) for part in blank.parts] if apart else []
    functions = [
        name
        for place, name in enumerate(blank.functions)
        if name in lines and (not any(parts) or parts[place])
    ]
    return lines[functions[0]] if functions else None


def _summary(where: str, report: Report, wording: Wording) -> str:
    """The table that stands on the run's page."""
    if report.status == "not_graded" or report.score is None:
        return f"Not graded, through no fault of yours: {_escaped(report.reason or '')}\n"
    rows = [
        f"| {blank.id} | {number(blank.score)} / {number(blank.max_score)} "
        f"| {'✅' if blank.status == 'right' else '❌'} {blank.status.replace('_', ' ')} "
        f"| {_escaped(wording.hint(blank))} |"
        for blank in report.blanks
    ]
    total = f"{number(report.score)} of {number(report.max_score)} points"
    head = ["| blank | points | | hint |", "|---|---|---|---|"]
    return "\n".join([f"### {_escaped(where)}: {total}", "", *head, *rows, "", NO_MARK, ""])


def _append_summary(text: str) -> None:
    """Onto the run's page, or onto the terminal where there is none."""
    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if not place:
        print(text)
        return
    with Path(place).open("a", encoding="utf-8") as file:
        file.write(text)


def _annotation(where: str, line: int | None, told: BlankReport, wording: Wording) -> str:
    message = f"{heading(told)}, {told.status.replace('_', ' ')}. {wording.hint(told)}".strip()
    return _command("error", message, file=where, line=line, title=told.id)


def _command(name: str, message: str, **properties: object) -> str:
    """A workflow command. Nothing that a submission says can end it, or begin another."""
    given = [f"{key}={_property(value)}" for key, value in properties.items() if value is not None]
    return f"::{name}{' ' if given else ''}{','.join(given)}::{_data(one_line(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")


def _escaped(text: str) -> str:
    """`text` in a cell of a Markdown table, saying what it says and no more."""
    return re.sub(r"([\\`*_\[\]<>|!#~])", r"\\\1", one_line(text))
