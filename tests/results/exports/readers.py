"""What each platform does with a file, restated from its source: the judges of the writers.

Each reader raises ValueError where the platform would refuse the file, and gives what it would
take from it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
import csv
from dataclasses import dataclass
import io
import json
from pathlib import Path
import re
from typing import Any
from xml.etree import ElementTree
import zipfile

import grader.results.exports
import jsonschema

SCHEMA = (
    Path(grader.results.exports.__file__).parent / "schemas" / "classroom50-result-v1.schema.json"
)


def demand(holds: object, what: str) -> None:
    """Refuse a file as the platform would."""
    if not holds:
        raise ValueError(what)


def classroom50(text: str) -> dict[str, Any]:
    """The result, valid for the schema and for the rules beyond it."""
    result: dict[str, Any] = json.loads(text)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(result)
    for scored in (result, *result["tests"]):
        for field in ("score", "max-score"):
            demand(type(scored[field]) is int, f"{field} is not a whole number")
        demand(scored["score"] <= scored["max-score"], "score above max-score")
    demand(len(text.encode()) <= 10 * 1024 * 1024, "too large")
    return result


def gradescope(text: str) -> dict[str, Any]:
    """The results; refused without any score."""
    result: dict[str, Any] = json.loads(text)
    known = {"score", "execution_time", "output", "output_format", "test_output_format"}
    known |= {"test_name_format", "visibility", "stdout_visibility", "extra_data", "tests"}
    demand(set(result) <= known | {"leaderboard"}, "unknown field")
    for scored in (result, *result.get("tests", [])):
        for field in ("score", "max_score", "execution_time"):
            demand(type(scored.get(field, 0)) in (int, float), f"{field} is not a number")
        allowed = ("hidden", "after_due_date", "after_published", "visible")
        demand(scored.get("visibility", "visible") in allowed, "visibility")
        demand(scored.get("output_format", "text") in ("text", "simple_format", "md"), "format")
    for test in result.get("tests", []):
        demand(test.get("status", "passed") in ("passed", "failed"), "status")
    everywhere = bool(result.get("tests")) and all("score" in test for test in result["tests"])
    demand("score" in result or everywhere, "no score: an autograder_error")
    return result


def prairielearn(text: str) -> dict[str, Any]:
    """The results, no larger than 1 MiB; a score from 0 to 1 if it is gradable."""
    demand(len(text.encode()) <= 1024 * 1024, "larger than 1 MiB")
    result: dict[str, Any] = json.loads(text)
    if result.get("gradable", True):
        demand(type(result["score"]) in (int, float), "score is not a number")
        demand(0 <= result["score"] <= 1, "score is not from 0 to 1")
    return result


def autolab(text: str) -> dict[str, float | None]:
    """The scores in the last line, by the rules of `parseAutoresult` and `saveAutograde`."""
    lines = text.splitlines()
    shown = json.loads(lines[-2])
    demand(shown["_presentation"] == "semantic", "presentation")
    for stage in shown["stages"]:
        for test in shown[stage].values():
            demand(type(test["passed"]) is bool and type(test.get("hint", "")) is str, "test")
    # Autolab quotes bare words before a colon, and so spoils a text with such a word in it.
    parsed = json.loads(re.sub(r"([a-zA-Z0-9]+):", r'"\1":', lines[-1]))
    scores: dict[str, float | None] = parsed["scores"]
    demand(scores, "Empty autoresult string: Autolab writes zeros")
    return scores


def coursera(text: str) -> dict[str, Any]:
    """The feedback in the last line."""
    result: dict[str, Any] = json.loads(text.splitlines()[-1])
    demand(type(result["fractionalScore"]) in (int, float), "fractionalScore must be a decimal")
    demand(0 <= result["fractionalScore"] <= 1, "fractionalScore must be from 0 to 1")
    demand("feedback" in result, "no feedback")
    return result


def edx(text: str) -> dict[str, Any]:
    """The reply in the last line, its message well-formed XML with one root."""
    reply: dict[str, Any] = json.loads(text.splitlines()[-1])
    demand(set(reply) == {"correct", "score", "msg"}, "tags")
    ElementTree.fromstring(reply["msg"])
    return reply


@dataclass(frozen=True)
class ArtemisResult:
    """What Artemis knows after a build."""

    passed: tuple[str, ...]
    failed: Mapping[str, str]


def artemis(text: str) -> ArtemisResult:
    """The tests by name; one outer suite gives no prefix, inner suites do."""
    root = ElementTree.fromstring(text)
    demand(root.tag in ("testsuites", "testsuite"), "root")
    passed: list[str] = []
    failed: dict[str, str] = {}
    outer = root.findall("testsuite") if root.tag == "testsuites" else [root]

    def read(suite: ElementTree.Element, prefix: str) -> None:
        for case in suite.findall("testcase"):
            name = prefix + case.attrib["name"]
            demand(name not in passed and name not in failed, "a test twice")
            failures = [*case.findall("failure"), *case.findall("error")]
            if failures:
                message = failures[0].attrib.get("message", failures[0].text or "")
                failed[name] = message[:20_000]
            elif case.find("skipped") is None:
                passed.append(name)
        for inner in suite.findall("testsuite"):
            read(inner, f"{prefix}{inner.attrib['name']}.")

    for suite in outer:
        read(suite, "" if len(outer) == 1 else f"{suite.attrib['name']}.")
    return ArtemisResult(tuple(passed), failed)


def plain(text: str) -> dict[str, tuple[float, float]]:
    """The lines, by name."""
    found = {}
    for line in text.splitlines():
        name, _, points = line.rpartition(" ")
        score, _, most = points.partition("/")
        found[name] = (float(score), float(most))
    return found


@dataclass(frozen=True)
class CanvasImport:
    """What Canvas shows before it imports: the assignment, and a row for each student."""

    title: str
    assignment_id: str | None
    points: str
    students: tuple[Mapping[str, str], ...]
    grades: tuple[str, ...]


def canvas(text: str) -> CanvasImport:
    """The import, by the rules of `gradebook_importer.rb`."""
    separator = ";" if _fields(text, ";") > _fields(text, ",") else ","
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    demand(len(header) > 3 and "Student" in header[0] and "ID" in header[1], "Invalid header row")
    students = _student_columns(header)
    demand("Section" in header[students - 1], "Invalid header row")
    dropped = re.compile("(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
    assignments = [name for name in header[students:] if not dropped.search(name)]
    demand(len(assignments) == 1, "not one assignment")
    numbered = re.fullmatch(r"(.*) \((\d+)\)", assignments[0])
    points = [row[students] for row in rows if "Points Possible" in row[0]]
    demand(len(points) == 1, "not one row of points")
    people = [
        row
        for row in rows
        if "Points Possible" not in row[0]
        # A row with nothing but Muted in it says how an assignment is posted.
        and not all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", value) for value in row)
    ]
    return CanvasImport(
        title=numbered[1] if numbered else assignments[0],
        assignment_id=numbered[2] if numbered else None,
        points=points[0],
        students=tuple(dict(zip(header[:students], row, strict=False)) for row in people),
        grades=tuple(row[students].strip() for row in people),
    )


def _fields(text: str, separator: str) -> int:
    """How many fields each of the first three lines has, 0 where they differ or are no CSV."""
    counts = set()
    for line in text.splitlines()[:3]:
        try:
            counts.add(len(next(csv.reader([line], delimiter=separator, strict=True), [])))
        except csv.Error:
            return 0
    return counts.pop() if len(counts) == 1 else 0


def _student_columns(header: list[str]) -> int:
    if re.search(r"SIS\s+Login\s+ID", header[2]):
        return 4
    if re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
        integration = 1 if "Integration ID" in header[4] else 0
        root = 1 if "Root Account" in header[4 + integration] else 0
        return 5 + integration + root
    return 3


def moodle(text: str, user: str, known: set[str], grade: str) -> dict[str, float | None]:
    """The grades by user, when the teacher maps the columns `user` and `grade` (a new item)."""
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = [name.strip() for name in header]
    demand(len(set(header)) == len(header), "a column twice")
    student = None
    grades: dict[str, float | None] = {}
    for row in rows:
        if len(row) <= 1:
            continue
        values = dict(zip(header, (value.strip() for value in row), strict=True))
        if values[user] not in ("", "0"):  # such a row keeps the student of the row before
            demand(values[user] in known, f"unknown user {values[user]}: import aborted")
            student = values[user]
        demand(student is not None, "no user: import aborted")
        assert student is not None
        demand(student not in grades, "two grades for one student")
        value = values[grade]
        demand(value == "-" or re.fullmatch(r"\d+(\.\d+)?", value), "not a number: aborted")
        grades[student] = None if value == "-" else float(value)
    return grades


@dataclass(frozen=True)
class WorksheetRow:
    """What Moodle takes from a row; None where it skips the grade."""

    grade: float | None
    feedback: str


def moodle_worksheet(
    text: str, participants: Collection[str], maximum: float
) -> dict[str, WorksheetRow]:
    """The rows by participant, by `mod/assign/feedback/offline`, on a site in English."""
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    needed = {"Identifier", "Grade", "Last modified (grade)"}
    demand(needed <= set(header), "Moodle could not read the uploaded worksheet.")
    found = {}
    for row in rows:
        values = dict(zip(header, row, strict=True))
        number = values["Identifier"][len("Participant ") :]
        if number not in participants:
            continue
        grade = float(values["Grade"]) if values["Grade"] not in ("", "-") else None
        skipped = grade is None or not 0 <= grade <= maximum
        found[number] = WorksheetRow(
            None if skipped else grade, values.get("Feedback comments", "")
        )
    return found


def moodle_feedback(content: bytes, participants: Collection[str]) -> dict[str, dict[str, bytes]]:
    """The files of each participant, by `assignfeedback_file_zip_importer`."""
    found: dict[str, dict[str, bytes]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            demand(not info.is_dir(), "a folder is no feedback")
            demand(not info.filename.rpartition("/")[2].startswith((".", "~")), "hidden")
            parts = info.filename.split("/")
            while parts:
                pieces = parts.pop(0).split("_", 4)
                if len(pieces) < 4 or pieces[1] not in participants:
                    continue
                if pieces[2:4] == ["assignsubmission", "file"]:
                    name = "/".join([*pieces[4:], *parts])
                    found.setdefault(pieces[1], {})[name] = archive.read(info)
                    break
            else:
                raise ValueError(f"{info.filename} is ignored")
    return found


def canvas_feedback(
    content: bytes, attachments: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, bytes]]:
    """The comments' files of each user, by `infer_comment_context_from_filename`.

    `attachments` are the names of what each user handed in, by their numbers.
    """
    found: dict[str, dict[str, bytes]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            pieces = info.filename.rpartition("/")[2].split("_")
            numbers = [piece for piece in pieces if re.fullmatch(r"\d+", piece)][:2]
            demand(len(numbers) == 2 and not pieces[-1].startswith("link"), "ignored")
            user, attachment = numbers
            demand(attachment in attachments.get(user, {}), f"{info.filename} is ignored")
            name = attachments[user][attachment]
            found.setdefault(user, {})[name] = archive.read(info)
    return found
