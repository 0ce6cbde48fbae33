"""The report pages of an assignment that is ready to be marked."""

from __future__ import annotations

from grader.core.language import Language
from grader.marking.session import ReadyAssignment
from grader.results.html.report_page import ReportPages


def report_pages(ready: ReadyAssignment, language: Language) -> ReportPages:
    """Pages with the assignment's expected pictures, and with what its public cases ask."""
    pictures = ready.marker.goldens.pictures
    return ReportPages(ready.assignment.title, pictures, language, ready.described)
