"""Fixtures of the HTML tests: a page reader, and made-up reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from grader.core.language import Language
from grader.core.report import Report
from grader.results.html.class_page import ClassNotes, write_class_page
from grader.results.html.report_page import ReportPages
import pytest

from tests.results.html.html_fakes import Fake, realistic
from tests.results.html.html_reader import Page, read_page

TITLE = "Guided Grad-CAM"


@pytest.fixture(scope="session")
def mixed() -> Fake:
    """A submission with every kind of outcome that shows pictures, and one that has none."""
    return realistic({"TODO1": "wrong", "TODO3": "wrong", "TODO4": "wrong", "PIPELINE": "crashed"})


@pytest.fixture
def report_page(tmp_path: Path) -> Callable[..., Page]:
    """Writes the page of a fake, and reads it."""

    def write(fake: Fake, translate: Callable[[str], str] = str) -> Page:
        path = tmp_path / "reports" / "one.html"
        pages = ReportPages(TITLE, fake.goldens, Language("en", translate))
        pages.write(path, fake.report, fake.answered)
        return read_page(path)

    return write


@pytest.fixture
def class_page(tmp_path: Path) -> Callable[..., Page]:
    """Writes the page of a class, and reads it."""

    def write(
        reports: list[Report],
        groups: tuple[tuple[str, ...], ...] = (),
        handed_in: tuple[str, ...] = (),
        translate: Callable[[str], str] = str,
    ) -> Page:
        path = tmp_path / "index.html"
        notes = ClassNotes(groups, handed_in)
        write_class_page(path, reports, TITLE, Language("en", translate), notes)
        return read_page(path)

    return write
