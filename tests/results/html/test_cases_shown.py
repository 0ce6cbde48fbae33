"""What a page says of the cases, of what is still to come, and of what failed without harm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from grader.cli.terminal import show_report
from grader.core.subject import Described
from grader.core.text import Message
from grader.results.html.report_page import ReportPages
import numpy as np
import pytest
from rich.console import Console

from tests.results.html.html_fakes import HIDDEN, Fake, realistic
from tests.results.html.html_reader import Page, read_page

ONLY = "Public cases only; hidden ones count too."
NOTE = "Some code outside of the functions failed: <b>no</b>."


@pytest.fixture
def full_marks() -> Fake:
    fake = realistic({})
    update = {"hidden_elsewhere": True, "notes": (Message(NOTE),)}
    return Fake(fake.report.model_copy(update=update), fake.answered, fake.goldens)


def described(name: str) -> Described:
    return Described(Message("The scene of {name}", name=name), np.zeros((300, 200, 3), np.uint8))


def test_each_public_case_is_shown_once_and_no_hidden_one(mixed: Fake, tmp_path: Path) -> None:
    cases = {name: described(name) for name in ("cat-top1", "astronaut-top2", HIDDEN[0])}
    ReportPages("T", mixed.goldens, cases=cases).write(tmp_path / "a.html", mixed.report)
    page = read_page(tmp_path / "a.html")
    assert page.text.count("The scene of cat-top1") == 1
    assert "The scene of astronaut-top2" in page.text
    assert HIDDEN[0] not in page.source
    shown = page.source.partition('class="cases"')[2].partition("</section>")[0]
    assert shown.count("<img ") == 2


def test_without_a_description_there_is_no_list_of_cases(
    mixed: Fake, report_page: Callable[[Fake], Page]
) -> None:
    assert 'class="cases"' not in report_page(mixed).source


def test_full_marks_in_public_are_not_the_last_word(
    full_marks: Fake, report_page: Callable[[Fake], Page], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ONLY in report_page(full_marks).text
    assert ONLY not in report_page(realistic({})).text
    show_report(Console(width=100), full_marks.report)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if ONLY in line]
    assert "100 / 100" in line


def test_what_failed_without_harm_is_told_and_escaped(
    full_marks: Fake, report_page: Callable[[Fake], Page], capsys: pytest.CaptureFixture[str]
) -> None:
    page = report_page(full_marks)
    assert NOTE in page.text and "<b>no</b>" not in page.source
    show_report(Console(width=200), full_marks.report)
    assert NOTE in capsys.readouterr().out
