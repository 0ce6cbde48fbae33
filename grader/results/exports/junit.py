"""JUnit XML, for Artemis, GitLab, Jenkins and every other CI.

Facts: `ls1intum/Artemis`, `TestResultXmlParser.java`: the name of a single outer suite is
dropped, `classname` is ignored, and a test's `name` must be the one configured; of a failure the
`message` attribute is shown, at most 20,000 characters. So there is one test for each blank,
named after it (its id), the same in every run.

JUnit knows no points: a blank that has not all of its marks has failed, whoever gave them, and a
penalty on the whole is no failure of any. The points stand in properties, and what is said of the
whole in `system-out`; readers that do not know them skip both. What a student's code did wrong is
a `failure`. A submission that was not graded is a single `error`, in a test of the grader's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from grader.core.report import BlankReport, Report
from grader.core.text import one_line
from grader.core.words import number
from grader.results.exports.common import ExportContext, is_graded, mark, only, reason
from grader.results.exports.wording import Wording, heading

GRADER = "grader"


def write(reports: Sequence[Report], context: ExportContext) -> str:
    """The text of the XML file."""
    report = only(reports)
    root = Element("testsuites")
    suite = _suite(report, one_line(context.title))
    root.append(suite)
    if not is_graded(report):
        test = SubElement(suite, "testcase", name=GRADER, classname=GRADER)
        why = "Not graded, and not a zero" if report.status == "not_graded" else "Nothing to mark"
        SubElement(test, "error", message=f"{why}: {reason(report)}")
    else:
        _points(suite, mark(report), report.max_score)
        wording = Wording.of(report, context)
        suite.extend(_test(blank, one_line(report.submission), wording) for blank in report.blanks)
        if wording.remarks:
            SubElement(suite, "system-out").text = "\n".join(wording.remarks)
    ElementTree.indent(root)
    xml = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}\n'


def _suite(report: Report, title: str) -> Element:
    failed = sum(not blank.full_marks for blank in report.blanks)
    counts = (len(report.blanks), failed, 0) if is_graded(report) else (1, 0, 1)
    tests, failures, errors = (str(count) for count in counts)
    return Element(
        "testsuite",
        name=title,
        tests=tests,
        failures=failures,
        errors=errors,
        skipped="0",
        time=f"{report.seconds:.3f}",
    )


def _test(blank: BlankReport, submission: str, wording: Wording) -> Element:
    test = Element("testcase", name=blank.id, classname=submission)
    _points(test, blank.score, blank.max_score)
    if not blank.full_marks:
        message = f"{heading(blank)}. {wording.blank(blank)}"
        SubElement(test, "failure", type=blank.status, message=message)
    return test


def _points(parent: Element, score: float, max_score: float) -> None:
    properties = SubElement(parent, "properties")
    SubElement(properties, "property", name="score", value=number(score))
    SubElement(properties, "property", name="max_score", value=number(max_score))
