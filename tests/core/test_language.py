"""Languages: every message is translated, no translation is stale, each can be filled in."""

from __future__ import annotations

import itertools
from pathlib import Path
import re

from grader.core.answer import Failure
from grader.core.errors import BadInput
from grader.core.hints import DIFFERS, EITHER
from grader.core.language import ENGLISH, Language, find_language, languages
from grader.core.messages.catalogues import compile_catalogue, fields, merge, paths, read, unlike
from grader.core.messages.extract import PACKAGE, extract
from grader.core.report import BlankReport, Hint, Report
from grader.core.sentences import Template
from grader.goldens.catalogue import read_mistakes
from grader.gradcam.diagnosis import explain_failure
import pytest

from tests import CATALOGUE

UPDATE = "run: python -m grader.core.messages, and translate what is new"


@pytest.fixture(scope="session")
def messages() -> dict[str, str]:
    """All messages of the sources, and where they are from."""
    return extract()


@pytest.fixture(scope="session")
def chinese() -> Language:
    return find_language("zh", {})


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.parents[1].name)
class TestCatalogue:
    def test_no_message_is_missing_or_stale(self, path: Path, messages: dict[str, str]) -> None:
        translated = {str(entry.id) for entry in read(path) if entry.id and entry.string}
        assert translated - messages.keys() == set(), UPDATE
        assert messages.keys() - translated == set(), UPDATE

    def test_every_translation_has_the_fields_of_its_message(self, path: Path) -> None:
        assert unlike(read(path)) == []

    def test_the_compiled_catalogue_is_that_of_the_text(
        self, path: Path, messages: dict[str, str]
    ) -> None:
        compiled = compile_catalogue(merge(path, messages))
        assert path.with_suffix(".mo").read_bytes() == compiled, UPDATE

    def test_code_in_backticks_stays_as_it_is(self, path: Path) -> None:
        for entry in read(path):
            code = re.findall(r"`[^`\n]+`", str(entry.id))
            assert sorted(re.findall(r"`[^`\n]+`", str(entry.string))) == sorted(code)


def test_no_message_hides_in_an_f_string() -> None:
    """Before Python 3.12, Babel does not see what is called inside of one."""
    for path in PACKAGE.rglob("*.py"):
        nested = r"""f["'].*\{[^}]*\b(_|message|translate)\(["']"""
        assert not re.search(nested, path.read_text("utf-8")), path


@pytest.mark.parametrize(
    ("asked", "locale", "tag"),
    [
        ("", {}, "en"),
        ("", {"LANG": "C.UTF-8"}, "en"),
        ("", {"LANG": "de_DE.UTF-8"}, "en"),
        ("", {"LANG": "zh_CN.UTF-8"}, "zh-CN"),
        ("", {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ("", {"LC_MESSAGES": "zh_SG", "LANG": "en_US"}, "zh-CN"),
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        ("zh", {}, "zh-CN"),
        ("zh-CN", {}, "zh-CN"),
    ],
)
def test_the_language_is_that_asked_for_or_that_of_the_locale(
    asked: str, locale: dict[str, str], tag: str
) -> None:
    assert find_language(asked, locale).tag == tag


def test_an_unknown_language_is_a_sentence() -> None:
    with pytest.raises(BadInput, match=r"no language 'xx' here\. Choose one of en, zh\."):
        find_language("xx", {})


def test_languages_have_english_first() -> None:
    assert languages()[0] is ENGLISH


def test_a_sentence_is_recognised_by_its_fixed_words() -> None:
    template = Template.of("{blank} ran longer than {seconds}")
    assert template is not None
    assert template.values_in("TODO3 ran longer than 20 s") == {"blank": "TODO3", "seconds": "20 s"}
    assert template.values_in("TODO3 ran for 20 s") is None


@pytest.mark.parametrize("text", ["no fields", "{0} things", "a { alone", "{a.b} is"])
def test_what_has_no_named_fields_is_no_template(text: str) -> None:
    assert Template.of(text) is None


def test_a_template_with_hardly_a_word_is_seen_in_nothing() -> None:
    template = Template.of("{a} %")
    assert template is not None and template.values_in("50 %") is None


def test_fields_of_unpaired_braces_are_an_error_in_words() -> None:
    assert fields("{a} of {b}") == {"a", "b"}
    assert isinstance(fields("a { alone"), str)


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (Failure("bad_output", "shape", "returned shape (3,), where (1, 2) is expected"),
         "函数返回的形状是 (3,)，而要求的是 (1, 2)。"
         "请对照文档字符串：要求的是哪些轴，是哪一层的？"),
        (Failure("timed_out", "timed_out", "TODO3 ran longer than 20 s"),
         "TODO3 的运行时间超过了 20 s。是不是有永不结束的循环？"),
        (Failure("blank", "blank", "TODO4: return the class activation map"),
         "TODO4: 返回类激活图。"),
        (Failure("crashed", "file", "a.py is empty."), "a.py 是空的。"),
        (Failure("crashed", "call", "ValueError: {no} field (line 3, in f)"),
         "ValueError: {no} field (line 3, in f)"),
    ],
)  # fmt: skip
def test_a_failure_is_said_in_chinese(failure: Failure, said: str, chinese: Language) -> None:
    assert chinese.hint(explain_failure(failure)).text == said


def test_a_difference_is_said_in_chinese(chinese: Language) -> None:
    values = {
        "picture": "saliency_class",
        "case": "case cat-top1",
        "difference": "is shifted by 3 pixels to the right and -2 down",
    }
    hint = Hint(id="differs", text=DIFFERS.format(**values), values=values)
    said = chinese.hint(hint).text
    assert said == "用例 cat-top1 的图 saliency_class 向右偏移了 3 像素，向下偏移了 -2 像素。"


def test_every_hint_is_said_in_chinese_alone_and_with_another(chinese: Language) -> None:
    hints = [mistake.hint for mistake in read_mistakes(CATALOGUE)]
    for one, other in itertools.pairwise(hints):
        alone = chinese.hint(Hint(id="x", text=one)).text
        assert alone != one
        both = {"one": one, "other": other}
        said = chinese.hint(Hint(id="x", text=EITHER.format(**both), values=both)).text
        assert said.startswith(alone) and said.endswith(chinese.translate(other))


def test_a_report_keeps_all_but_its_words(chinese: Language) -> None:
    hint = Hint(id="file", text="a.py is empty.", values={"message": "a.py is empty."})
    blank = BlankReport(id="TODO1", score=0, max_score=20, status="crashed", hint=hint)
    report = Report(submission="a", status="graded", score=0, max_score=20, blanks=(blank,))
    said = chinese.report(report)
    assert said.blanks[0].hint == hint.model_copy(update={"text": "a.py 是空的。"})
    assert ENGLISH.report(said) == said
    assert said.model_copy(update={"blanks": report.blanks}) == report


def test_an_error_is_refused_in_the_language(chinese: Language) -> None:
    with pytest.raises(BadInput) as raised, chinese.errors():
        raise BadInput("There is no scene 'dog'.", "It should be an 8-bit PNG.")
    assert str(raised.value) == "没有场景 'dog'。 它应是 8 位 PNG。"


def test_hostile_text_is_said_in_no_time(chinese: Language) -> None:
    text = "The picture of of of of  is where " * 3000
    assert chinese.say(text) == text
