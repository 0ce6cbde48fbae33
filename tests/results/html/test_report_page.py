"""The student's page, read as text."""

from __future__ import annotations

import base64
from collections.abc import Callable
import dataclasses
import hashlib
from pathlib import Path
import re

from grader.core.errors import BadInput
from grader.core.language import Language
from grader.core.report import BlankReport, Hint, Report
from grader.results.html.report_page import ReportPages
import numpy as np
import pytest

from tests.results.html.html_fakes import HIDDEN, Fake, not_graded, realistic, unreadable
from tests.results.html.html_reader import Page

Write = Callable[..., Page]
TIMES = "\N{MULTIPLICATION SIGN}"
HOSTILE = "\"'><script>window.hacked=1</script>\x00\x1b[31m\u202e{{ 7*7 }} & <b>"


def hostile_fake() -> Fake:
    fake = realistic({"TODO1": "wrong", "TODO4": "crashed"}, name=HOSTILE)
    blanks = tuple(
        blank.model_copy(update={"hint": Hint(id=HOSTILE, text=f"`{HOSTILE}` {HOSTILE}")})
        for blank in fake.report.blanks
    )
    return dataclasses.replace(
        fake, report=fake.report.model_copy(update={"blanks": blanks, "printed": HOSTILE})
    )


@pytest.mark.parametrize("fake", [hostile_fake(), Fake(not_graded(HOSTILE, HOSTILE), {}, {})])
def test_nothing_that_a_stranger_wrote_is_markup(fake: Fake, report_page: Write) -> None:
    page = report_page(fake)
    assert "<script>window.hacked" not in page.source
    assert "49" not in page.text
    assert not page.all("b")
    assert "\"'><script>window.hacked=1</script>[31m{{ 7*7 }} & <b>" in page.text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", page.source)


def test_the_page_needs_nothing_but_itself(mixed: Fake, report_page: Write) -> None:
    page = report_page(mixed)
    for _, attributes in page.elements:
        for name in ("src", "href", "srcset", "action", "poster", "data"):
            assert attributes.get(name, "#").startswith(("#", "data:image/png;base64,"))
        assert not any(name.startswith("on") or name == "style" for name in attributes)
    assert not re.search(r"https?://|url\(|@import", page.source)


def test_the_policy_names_every_script_and_style_by_its_hash(
    mixed: Fake, report_page: Write
) -> None:
    page = report_page(mixed)
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})
    rules = policy[0]["content"]
    assert "default-src 'none'" in rules and "unsafe" not in rules
    for text in re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page.source, re.S):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in rules


def test_what_is_wrong_comes_first_and_what_is_right_is_folded(
    mixed: Fake, report_page: Write
) -> None:
    page = report_page(mixed)
    places = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    order = [place for place in places if place.startswith("blank-")]
    assert order == ["blank-1", "blank-3", "blank-4", "blank-5", "blank-2"]
    assert [found["id"] for found in page.all("details", class_="blank")] == ["blank-2"]
    assert not any("open" in found for found in page.all("details"))


def test_a_wrong_check_says_its_numbers_and_how_much_it_is_amplified(
    mixed: Fake, report_page: Write
) -> None:
    page = report_page(mixed)
    assert "7.2 % of the pixels differ, similarity 0.912." in page.text
    assert re.search(rf"difference {TIMES} (2|4|8|16|32|64|128|256)\b", page.text)
    assert "The gradient passes wherever it is positive." in page.text


def test_hidden_cases_reveal_nothing(mixed: Fake, report_page: Write) -> None:
    hinted = [
        blank.model_copy(update={"hint": Hint(id="x", text=f"Wrong for {HIDDEN[0]}.")})
        for blank in mixed.report.blanks
    ]
    report = mixed.report.model_copy(update={"blanks": tuple(hinted)})
    page = report_page(dataclasses.replace(mixed, report=report))
    assert "secret" not in page.source
    assert "hidden case 1" in page.text and "Wrong for hidden case 1." in page.text
    public = {key: picture for key, picture in mixed.goldens.items() if key[0] not in HIDDEN}
    without = report_page(Fake(report, mixed.answered, public))
    assert without.source == page.source


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("crashed", "stopped with an error"),
        ("timed_out", "ran out of time"),
        ("out_of_memory", "ran out of memory"),
        ("bad_output", "cannot be drawn"),
        ("blank", "not filled in yet"),
    ],
)
def test_a_missing_picture_says_why(status: str, said: str, report_page: Write) -> None:
    page = report_page(realistic({"TODO4": status}))  # type: ignore[dict-item]
    assert said in page.text.lower()
    assert "Expected pictures: 2" in page.text


def test_a_picture_of_another_size_is_shown_without_a_difference(
    mixed: Fake, report_page: Write
) -> None:
    answered = {**mixed.answered, ("cat-top1", "grad_cam"): np.zeros((7, 9), np.uint16)}
    page = report_page(dataclasses.replace(mixed, answered=answered))
    assert f"Yours is 9 {TIMES} 7 pixels; 112 {TIMES} 112 is expected." in page.text


def test_a_page_without_pictures_is_still_a_page(mixed: Fake, report_page: Write) -> None:
    page = report_page(Fake(mixed.report, {}, {}))
    assert not [found for found in page.all("img") if found.get("src")]
    assert "There is no picture of yours to compare." in page.text


def test_full_marks_are_said_and_not_said_twice(report_page: Write) -> None:
    page = report_page(realistic({}))
    assert "Everything is right." in page.text
    assert not page.all("nav")
    assert "expected, and yours" in page.text


def test_not_graded_is_calm_and_has_no_mark(report_page: Write) -> None:
    page = report_page(Fake(not_graded("alan", "No memory left."), {}, {}))
    assert "Not graded yet" in page.text and "No memory left." in page.text
    assert "points" not in page.text


def test_what_cannot_be_marked_has_no_mark_and_a_next_step(report_page: Write) -> None:
    page = report_page(Fake(unreadable("alan", "It is a PDF."), {}, {}))
    assert "Nothing that can be marked" in page.text and "It is a PDF." in page.text
    assert "Hand in the filled-in student_template.py" in page.text
    assert "points" not in page.text and "grader could not" not in page.text


def test_a_report_without_blanks_is_still_a_page(report_page: Write) -> None:
    report = Report(submission="x", status="graded", score=0, max_score=0)
    assert report_page(Fake(report, {}, {})).all("main")
    free = BlankReport(id="NEW", score=0, max_score=0, status="wrong")
    assert report_page(Fake(report.model_copy(update={"blanks": (free,)}), {}, {})).all("main")


def test_a_page_is_written_whole_or_not_at_all(mixed: Fake, tmp_path: Path) -> None:
    path = tmp_path / "one.html"
    path.write_text("the old page")

    def fails(message: str) -> str:
        raise RuntimeError(message)

    with pytest.raises(RuntimeError):
        ReportPages("T", language=Language("en", fails)).write(path, mixed.report)
    assert path.read_text() == "the old page"
    assert [found.name for found in tmp_path.iterdir()] == ["one.html"]


def test_a_folder_that_cannot_be_written_is_a_sentence(mixed: Fake, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="cannot be written"):
        ReportPages("T").write(tmp_path / "file" / "x.html", mixed.report)
