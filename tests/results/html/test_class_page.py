"""The instructor's page, read as text."""

from __future__ import annotations

from collections.abc import Callable
import re
from urllib.parse import unquote

from grader.core.adjustments import Change, adjusted
from grader.core.report import BlankReport, BlankStatus, Hint, Report
from grader.core.student import Student
from grader.results.html.class_figures import histogram, link, mistakes

from tests.results.html.html_fakes import class_of, not_graded, realistic, unreadable
from tests.results.html.html_reader import Page

Write = Callable[..., Page]
HOSTILE = "../a b?#%&\"'><script>window.hacked=1</script>\x1b é"


def scored(score: float, max_score: float = 100) -> Report:
    return Report(submission="x", status="graded", score=score, max_score=max_score)


def test_every_submission_has_a_row_that_links_to_its_report(class_page: Write) -> None:
    reports = class_of(60)
    page = class_page(reports)
    rows = page.all("tr")[1:]
    assert len(rows) == 60
    hrefs = [found["href"] for found in page.all("a")]
    for report in reports:
        assert f"reports/{report.submission.replace(' ', '%20')}.html" in hrefs


def test_hostile_names_are_escaped_and_quoted(class_page: Write) -> None:
    hint = Hint(id=HOSTILE, text=HOSTILE)
    blank = BlankReport(id=HOSTILE, score=0, max_score=20, status="wrong", hint=hint)
    report = Report(submission=HOSTILE, status="graded", score=0, max_score=20, blanks=(blank,))
    page = class_page([report, not_graded(HOSTILE, HOSTILE)], groups=((HOSTILE, HOSTILE),))
    assert "<script>window" not in page.source
    assert "\x1b" not in page.source
    hrefs = {found["href"] for found in page.all("a")} - {"#main"}
    assert len(hrefs) == 1
    href = hrefs.pop()
    assert re.fullmatch(r"reports/[\w.~%-]+\.html", href)
    assert unquote(href) == f"reports/{HOSTILE}.html"


def test_a_name_that_is_not_utf_8_still_finds_its_file() -> None:
    assert link(not_graded("caf\udce9")).href == "reports/caf%E9.html"
    assert link(not_graded("\ud800")).href == "reports/%3F.html"


def test_not_graded_is_apart_and_counts_for_nothing(class_page: Write) -> None:
    page = class_page([realistic({}).report, not_graded("alan", "No memory left.")])
    assert "No memory left." in page.text
    assert "median, of 100 100" in page.text
    states = [found["data-state"] for found in page.all("tr") if "data-state" in found]
    assert states == ["full", "not_graded"]


def test_the_histogram_counts_each_mark_once() -> None:
    marks = (0, 9.9, 10, 99.9, 100)
    bins = histogram([*map(scored, marks), scored(5, 50)], str)
    counts = {found.label: found.count for found in bins if found.count}
    assert counts == {"0 to 9 %": 2, "10 to 19 %": 2, "90 to 99 %": 1, "100 %": 1}
    assert histogram([scored(29, 100), scored(0, 0), scored(110)], str)[2].count == 1


def test_the_commonest_mistake_comes_first() -> None:
    found = mistakes([report for report in class_of(200) if report.status == "graded"])
    counts = [mistake.count for mistake in found]
    assert counts == sorted(counts, reverse=True)
    assert all(len(mistake.examples) <= 4 for mistake in found)


def said(name: str, id_: str, text: str, status: BlankStatus = "crashed", **values: str) -> Report:
    """A report whose TODO1 is wrong, with this hint."""
    hint = Hint(id=id_, text=text, values=values)
    blank = BlankReport(id="TODO1", score=0, max_score=20, status=status, hint=hint)
    return Report(submission=name, status="graded", score=0, max_score=20, blanks=(blank,))


FORGED = "please give everyone full marks"


def test_the_words_of_a_submission_never_stand_for_others(class_page: Write) -> None:
    """What a submission says of itself may be said in the name of the grader's own mistakes."""
    forged = said("eve", "deconvnet", f"There is no picture: {FORGED}", message=FORGED)
    named = said("mallory", FORGED, f"There is no picture: {FORGED}", message=FORGED)
    honest = said("ada", "deconvnet", "The gradient passes wherever it is positive.")
    page = class_page([forged, named, honest, said("bob", "call", "ValueError: x", message="x")])
    assert FORGED not in page.source
    told = {each.key: each.parts for each in mistakes([forged, honest, named])}
    assert told["TODO1:deconvnet"] == ((False, "The gradient passes wherever it is positive."),)
    assert told["TODO1:crashed"] == ((False, "crashed: each report says how."),)
    assert mistakes([forged])[0].parts == ((False, "crashed: each report says how."),)


def test_a_blank_that_is_not_filled_in_has_nothing_more_to_say() -> None:
    todo = said("ada", "blank", "Write TODO1.", status="blank", message="Write TODO1")
    assert mistakes([todo])[0].parts == ((False, "not filled in yet"),)


def test_what_differs_in_one_picture_is_not_said_of_all() -> None:
    one = said("ada", "differs", "a is grey", picture="a", difference="is grey")
    other = said("bob", "differs", "b is dark", picture="b", difference="is dark")
    assert mistakes([one])[0].parts == ((False, "a is grey"),)
    assert mistakes([one, other])[0].parts == ((False, "crashed: each report says how."),)


def by_hand(blank: str, new: float) -> Change:
    return Change("Ada Lovelace", "mark", "prof", "2026-01-02", blank, new=new)


def test_the_marks_that_count_are_counted(class_page: Write) -> None:
    """Raised by hand, lowered by hand, and late: figures, words and colours agree."""
    wrong = realistic({"TODO3": "wrong"}).report
    raised = adjusted(wrong, [by_hand("TODO3", 25)])
    late = Change("Ada Lovelace", "late", "prof", "2026-01-02", new=50.0)
    reports = [raised, adjusted(wrong, [by_hand("TODO3", 25), late])]
    reports.append(adjusted(wrong, [by_hand("TODO3", 25), by_hand("TODO1", 5)]))
    page = class_page(reports)
    assert "with full marks 1" in page.text
    assert [each.count for each in histogram(reports, str)][-1] == 1
    assert "TODO3 Saliency 100 %" in page.text
    assert "TODO1 Guided ReLU 66.7 % 100 % right in the public cases changed by hand 1" in page.text
    states = [found["data-state"] for found in page.all("tr") if "data-state" in found]
    assert states == ["full by_hand", "wrong late by_hand", "wrong by_hand"]


def test_marks_of_an_earlier_version_are_named(class_page: Write) -> None:
    old = realistic({}, "ada").report.model_copy(update={"outdated": True})
    page = class_page([old, realistic({}, "bob").report])
    assert "Marked by an earlier version" in page.text
    assert "graded, by an earlier version" in page.text
    assert "earlier version" not in class_page([realistic({}).report]).text


def test_each_blank_says_the_share_right(class_page: Write) -> None:
    reports = [realistic({"TODO1": "wrong"}).report, *(realistic({}).report for _ in range(3))]
    page = class_page(reports)
    assert "TODO1 Guided ReLU 75 % 75 % right in the public cases wrong 1" in page.text


def test_groups_are_linked_and_the_largest_comes_first(class_page: Write) -> None:
    names = [report.submission for report in class_of(9)]
    page = class_page(class_of(9), groups=(tuple(names[:2]), tuple(names[2:5])))
    largest = page.text.index(f"3 {names[2]} , {names[3]} , {names[4]}")
    assert page.text.index("reason to look, not a proof") < largest
    assert largest < page.text.index(f"2 {names[0]}")


def test_an_empty_class_is_still_a_page(class_page: Write) -> None:
    assert "0 submissions" in class_page([]).text or "submissions 0" in class_page([]).text
    assert class_page([not_graded("alan")]).all("table")


def test_the_page_needs_nothing_but_itself(class_page: Write) -> None:
    page = class_page(class_of(20))
    assert not re.search(r"https?://|url\(|@import", page.source)
    assert not any("style" in attributes for _, attributes in page.elements)


def of_student(report: Report, **known: object) -> Report:
    return report.model_copy(update={"student": Student(**known)})  # type: ignore[arg-type]


def test_students_go_by_their_names_and_are_found_by_them(class_page: Write) -> None:
    """Not by the names of folders, of which every one has "file" in it."""
    name = "Ada Lovelace_7001803_assignsubmission_file"
    report = of_student(realistic({}, name).report, id="7001803", name="Ada Lovelace", late=True)
    page = class_page([report])
    (row,) = [found for found in page.all("tr") if "data-state" in found]
    assert "assignsubmission" not in page.text and "assignsubmission" not in row["data-known"]
    assert row["data-known"] == "Ada Lovelace 7001803"
    assert row["data-state"] == "full late"
    assert "Ada Lovelace 7001803 100" in page.text and "graded, late" in page.text


def test_what_cannot_be_marked_is_apart_and_counts_for_nothing(class_page: Write) -> None:
    page = class_page([realistic({}).report, unreadable("alan", "It is a PDF.")])
    assert "Nothing that can be marked" in page.text and "It is a PDF." in page.text
    assert "median, of 100 100" in page.text and "nothing to mark 1" in page.text
    states = [found["data-state"] for found in page.all("tr") if "data-state" in found]
    assert states == ["full", "unreadable"]


def test_who_may_need_help_is_listed(class_page: Write) -> None:
    low = realistic({name: "wrong" for name in ("TODO1", "TODO2", "TODO3", "TODO4")}, "ada")
    lower = realistic(dict.fromkeys(("TODO1", "TODO2", "TODO3", "TODO4"), "blank"), "bob")
    page = class_page([low.report, lower.report, realistic({}, "cem").report])
    assert "2 of 3, the lowest first. bob 10 , ada 22.5" in page.text


def test_every_note_on_what_was_handed_in_is_kept(class_page: Write) -> None:
    notes = tuple(f"file {number} is not taken" for number in range(50))
    page = class_page([realistic({}).report], handed_in=notes)
    assert all(note in page.text for note in notes)


def test_what_is_right_in_public_and_wrong_in_hidden_cases_is_told_apart(
    class_page: Write,
) -> None:
    report = realistic({}).report
    checks = tuple(
        check.model_copy(update={"passed": check.visibility == "public"})
        for check in report.blanks[0].checks
    )
    half = report.blanks[0].model_copy(update={"checks": checks, "score": 0, "status": "wrong"})
    report = report.model_copy(update={"blanks": (half, *report.blanks[1:])})
    assert "TODO1 Guided ReLU 0 % 100 % right in the public cases" in class_page([report]).text
