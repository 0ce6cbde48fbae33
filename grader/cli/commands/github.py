"""`github`: a student's checkout, marked in a workflow and reported in GitHub's own ways.

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

from grader.cli.pages import report_pages
from grader.core.blank import Blank
from grader.core.errors import BadInput
from grader.core.files import write_whole
from grader.core.language import Language
from grader.core.report import BlankReport, Report
from grader.core.submission import Submission
from grader.core.text import Message, one_line
from grader.core.words import number, outcome_words
from grader.intake.one_file import choose_one
from grader.intake.tree import Refused
from grader.jail.proof.protections import probe
from grader.marking.mark_one import mark_one
from grader.marking.session import ReadyAssignment
from grader.results.exports import junit
from grader.results.exports.common import ExportContext
from grader.results.exports.wording import Wording

NO_MARK = Message(
    "This tick is not a mark: anybody who can push to this repository can change its workflow, its "
    "goldens and its grader. Marks are given elsewhere, by a grader that only your instructor has."
)


def mark_checkout(folder: Path, out: Path, assignment: Path, language: Language) -> int:
    """Mark the submission in a checkout, chosen as `grade` chooses it; the exit status is that of
    `check`.

    The report and the JUnit go into `out`. Raises BadInput.
    """
    if not folder.is_dir():
        raise BadInput(
            Message("{folder} is not a folder.", folder=folder),
            Message("Give the path of the checkout, or no path for the current folder."),
        )
    ready = ReadyAssignment.open(assignment)
    blanks = ready.marker.blanks
    try:
        choice = choose_one(folder, [name for each in blanks for name in each.functions])
    except Refused as refusal:
        why = language.say(refusal.why)
        print(_command("error", why))
        nothing = language.translate("Nothing here can be marked.")
        _append_summary(f"{nothing} {_escaped(why)}\n")
        return 2
    submission = Submission(Path(choice.where).stem, choice.source, choice.problem)
    graded = mark_one(submission, ready, probe())
    report = language.report(graded.report)
    context = ExportContext(title=ready.assignment.title, generated_at=datetime.now(timezone.utc))
    pages = report_pages(ready, language)
    pages.write(out / "report.html", graded.report, graded.pictures)
    write_whole(out / "junit.xml", junit.write([report], context))
    wording = Wording.of(report, context)
    _append_summary(_summary(choice.where, report, wording, language))
    if report.status == "not_graded":
        print(_command("error", _not_graded(report, language)))
        return 2
    lines = first_lines(folder / choice.where)
    for blank in blanks:
        told = next(each for each in report.blanks if each.id == blank.id)
        if told.status != "right":
            print(_annotation(choice.where, _line(blank, told, lines), told, wording, language))
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
    """The lines of a notebook's own text, on which GitHub shows annotations: one string per line of
    code.
    """
    for number_, line in enumerate(text.splitlines(), start=1):
        if found := re.match(r'\s*"def (\w+)\(', line):
            yield found.group(1), number_


def _line(blank: Blank, told: BlankReport, lines: Mapping[str, int]) -> int | None:
    """The function to look at: of two that are marked separately, the one whose
    picture is wrong.
    """
    wrong = {check.picture for check in told.checks if check.passed is False}
    apart = len(blank.parts) == len(blank.functions)
    parts = [bool(wrong & set(part.pictures)) for part in blank.parts] if apart else []
    functions = [
        name
        for place, name in enumerate(blank.functions)
        if name in lines and (not any(parts) or parts[place])
    ]
    return lines[functions[0]] if functions else None


def _not_graded(report: Report, language: Language) -> str:
    words = language.translate("Not graded, through no fault of the submission: {reason}")
    return words.format(reason=report.reason or "")


def _summary(where: str, report: Report, wording: Wording, language: Language) -> str:
    """The table on the run's page."""
    _ = language.translate
    if report.status == "not_graded" or report.score is None:
        return f"{_escaped(_not_graded(report, language))}\n"
    rows = [
        f"| {blank.id} | {number(blank.score)} / {number(blank.max_score)} "
        f"| {'✅' if blank.status == 'right' else '❌'} {outcome_words(blank, _)} "
        f"| {_escaped(wording.hint(blank))} |"
        for blank in report.blanks
    ]
    total = _points(report.score, report.max_score, language)
    blank, points, hint = _("blank"), _("points"), _("hint")
    head = [f"### {_escaped(where)}: {total}", "", f"| {blank} | {points} | | {hint} |"]
    return "\n".join([*head, "|---|---|---|---|", *rows, "", language.say(NO_MARK), ""])


def _points(score: float, max_score: float, language: Language) -> str:
    words = language.translate("{score} of {max_score} points")
    return words.format(score=number(score), max_score=number(max_score))


def _append_summary(text: str) -> None:
    """Write to the run's page, or to the terminal where there is none."""
    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if not place:
        print(text)
        return
    with Path(place).open("a", encoding="utf-8") as file:
        file.write(text)


def _annotation(
    where: str, line: int | None, told: BlankReport, wording: Wording, language: Language
) -> str:
    points = _points(told.score, told.max_score, language)
    outcome = outcome_words(told, language.translate)
    message = f"{told.id}: {points}, {outcome}. {wording.hint(told)}".strip()
    return _command("error", message, file=where, line=line, title=told.id)


def _command(name: str, message: str, **properties: object) -> str:
    """A workflow command. Nothing that a submission says can end it or begin another."""
    given = [f"{key}={_property(value)}" for key, value in properties.items() if value is not None]
    return f"::{name}{' ' if given else ''}{','.join(given)}::{_data(one_line(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")


def _escaped(text: str) -> str:
    """`text` as it can stand in a cell of a Markdown table, with no markup of its own."""
    return re.sub(r"([\\`*_\[\]<>|!#~])", r"\\\1", one_line(text))
