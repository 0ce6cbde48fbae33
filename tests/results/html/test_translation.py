"""Every visible word goes through the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
import re

import pytest

from tests.results.html.html_fakes import Fake, class_of, not_graded, realistic, unreadable
from tests.results.html.html_reader import Page

KNOWN = {"Guided Grad-CAM", "Ada Lovelace", "alan", "PIPELINE", "None"}
DATA = re.compile(
    r"TODO\d|student \d+|epoch 1\nshape.*|[\w-]+-top\d|deconvnet|softmax|no_relu|crashed|SSIM"
)


def marked(message: str) -> str:
    """A language in which every message can be told from what is not one.

    Hints are left alone: the page cuts them at their backticks.
    """
    return message if "`" in message else f"⟦{message}⟧"


def untranslated(page: Page, data: set[str]) -> list[str]:
    left = []
    for text in page.texts:
        if text in data:
            continue
        rest = text
        while rest != (rest := re.sub(r"⟦[^⟦⟧]*⟧", "", rest)):  # a message may hold another
            pass
        rest = DATA.sub("", rest)
        for known in KNOWN:
            rest = rest.replace(known, "")
        if re.search(r"[A-Za-z]{2}", rest):
            left.append(text)
    return left


def pieces(hints: Iterable[str]) -> set[str]:
    """The texts that hints become: what is code stands alone."""
    return {part.strip() for hint in hints for part in hint.split("`")}


@pytest.mark.parametrize("status", ["wrong", "blank", "crashed", "timed_out", "right"])
def test_the_report_has_no_word_outside_the_catalogue(
    status: str, report_page: Callable[..., Page]
) -> None:
    fake = realistic({"TODO1": status, "TODO3": "wrong"})  # type: ignore[dict-item]
    hints = pieces(blank.hint.text for blank in fake.report.blanks if blank.hint)
    assert untranslated(report_page(fake, translate=marked), hints) == []


def test_not_graded_has_no_word_outside_the_catalogue(report_page: Callable[..., Page]) -> None:
    page = report_page(Fake(not_graded("alan", "why"), {}, {}), translate=marked)
    assert untranslated(page, {"why"}) == []


def test_unreadable_has_no_word_outside_the_catalogue(report_page: Callable[..., Page]) -> None:
    page = report_page(Fake(unreadable("alan", "why"), {}, {}), translate=marked)
    assert untranslated(page, {"why"}) == []


def test_the_class_has_no_word_outside_the_catalogue(class_page: Callable[..., Page]) -> None:
    reports = [*class_of(60), unreadable("alan", "why")]
    blanks = [blank for report in reports for blank in report.blanks]
    parts = pieces(blank.hint.text for blank in blanks if blank.hint)
    parts |= {report.reason for report in reports if report.reason}
    page = class_page(reports, groups=(("student 0001", "student 0002"),), translate=marked)
    assert untranslated(page, parts) == []
