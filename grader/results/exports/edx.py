"""The reply of an external grader to edX's xqueue.

Read by the LMS through `openedx/xqueue-watcher`, `xqueue_watcher/grader.py`. The LMS parses `msg`
as XML with one root and drops the whole reply when that fails (`edx-platform`, capa
`responsetypes.py`), so it is built by an XML writer, never by hand. `score` is a share of the
problem's points. One line: the container backend reads the last line that is printed.

xqueue has no word for "not graded"; such a submission is refused, so that nothing is replied.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from grader.core.report import Report
from grader.core.words import number
from grader.results.exports.common import ExportContext, fraction, graded, json_text, mark, only
from grader.results.exports.wording import Wording, heading


def write(reports: Sequence[Report], context: ExportContext) -> str:
    """The reply, on one line."""
    report = graded(only(reports), "edX must get no reply instead of a mark.")
    reply = {
        "correct": report.full_marks,
        "score": fraction(report),
        "msg": _html(report, Wording.of(report, context)),
    }
    return json_text(reply, indent=None)


def _html(report: Report, wording: Wording) -> str:
    root = ElementTree.Element("div")
    total = f"{number(mark(report))} of {number(report.max_score)} points"
    for text in (total, *wording.remarks):
        ElementTree.SubElement(root, "p").text = text
    for blank in report.blanks:
        ElementTree.SubElement(root, "h4").text = heading(blank)
        ElementTree.SubElement(root, "pre").text = wording.blank(blank)
    return ElementTree.tostring(root, encoding="unicode")
