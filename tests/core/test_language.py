"""Languages: every message is translated, no translation is stale, each can be filled in."""

from __future__ import annotations

import io
import os
from pathlib import Path
import re
import subprocess
import sys

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from grader import ROOT
from grader.core.errors import BadInput
from grader.core.language import CATALOGUES, ENGLISH, Language, find_language, languages
from grader.core.report import BlankReport, Hint, Report
from grader.core.text import Message
import pytest

UPDATE = "run `make messages`, and translate what is new"
KEYWORDS = re.search(r'--keywords "(.+)"', (ROOT / "Makefile").read_text("utf-8"))
PLACES = sorted(CATALOGUES.glob("*/LC_MESSAGES/grader.po"))


@pytest.fixture(scope="session")
def messages(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """All messages of the sources, as `make messages` extracts them."""
    assert KEYWORDS is not None
    out = tmp_path_factory.mktemp("messages") / "messages.pot"
    extract = ["extract", "-F", "pyproject.toml", "-k", KEYWORDS[1], "-o", str(out), "."]
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", *extract]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return {str(entry.id) for entry in read(out) if entry.id}


@pytest.fixture(scope="session")
def chinese() -> Language:
    return find_language("zh", {})


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def test_there_are_catalogues_and_messages(messages: set[str]) -> None:
    assert PLACES
    assert "No output was named." in messages, "an argument of Message()"
    assert "Your pictures beside the expected ones: {path}" in messages, "an argument of _()"
    assert any(text.startswith("TODO1: ") for text in messages), "a task of the reference"


def test_no_message_hides_in_an_f_string() -> None:
    """Before Python 3.12, Babel does not see what is called inside of one."""
    nested = re.compile(r"""f["'].*\{[^}]*\b(_|message|Message|translate)\(["']""")
    for path in (ROOT / "grader").rglob("*.py"):
        assert not nested.search(path.read_text("utf-8")), path


@pytest.mark.parametrize("path", PLACES, ids=lambda path: path.parents[1].name)
class TestCatalogue:
    def test_no_message_is_missing_or_stale(self, path: Path, messages: set[str]) -> None:
        translated = {str(entry.id) for entry in read(path) if entry.id and entry.string}
        assert translated - messages == set(), UPDATE
        assert messages - translated == set(), UPDATE

    def test_every_translation_has_the_fields_of_its_message(self, path: Path) -> None:
        assert [(str(entry.id), found) for entry, found in read(path).check()] == []

    def test_the_compiled_catalogue_is_that_of_the_text(self, path: Path) -> None:
        with io.BytesIO() as file:
            write_mo(file, read(path))
            assert path.with_suffix(".mo").read_bytes() == file.getvalue(), UPDATE

    def test_code_in_backticks_stays_as_it_is(self, path: Path) -> None:
        for entry in read(path):
            code = re.findall(r"`[^`\n]+`", str(entry.id))
            assert sorted(re.findall(r"`[^`\n]+`", str(entry.string))) == sorted(code)


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
    with pytest.raises(BadInput, match=r"no translation into 'xx'\. Choose one of: en, zh\."):
        find_language("xx", {})


def test_languages_have_english_first() -> None:
    assert languages()[0] is ENGLISH


def test_a_hint_is_said_in_chinese(chinese: Language) -> None:
    hint = Hint.of("file", Message("{name} is empty.", name="a.py"))
    assert hint.text == "a.py is empty."
    assert chinese.hint(hint).text == "a.py 是空的。"


def test_a_hint_that_is_a_file_away_is_said_as_well(chinese: Language) -> None:
    inner = Message("{name} is empty.", name="a.py")
    hint = Hint.of("x", Message("{name}: {problem}", name="b.zip", problem=inner))
    again = Hint.model_validate_json(hint.model_dump_json())
    assert again == hint and chinese.hint(again).text.endswith("a.py 是空的。")


def test_a_hint_of_an_earlier_version_stays_as_it_is(chinese: Language) -> None:
    hint = Hint(id="call", text="ValueError: {no} field", values={"message": "ValueError"})
    assert chinese.hint(hint).text == hint.text


def test_a_value_is_never_taken_for_a_template() -> None:
    said = Message("{name} is empty.", name="{name.__class__} {0} {").said()
    assert said == "{name.__class__} {0} { is empty."
    assert str(Message("{no} field {")) == "{no} field {"


def test_what_strangers_wrote_is_cleaned_at_any_depth() -> None:
    inner = Message("{name} is empty.", name="a\x1b[31m.py")
    assert str(Message("{problem}", problem=inner).cleaned()) == "a[31m.py is empty."


def test_a_message_survives_json() -> None:
    inner = Message("{name} is empty.", name="a.py")
    message = Message("{where}: {problem}", where=1, problem=inner)
    assert Message.of_json(message.to_json()) == message
    assert Message.of_json("as older files have it") == Message("as older files have it")


def test_a_report_keeps_all_but_its_words(chinese: Language) -> None:
    hint = Hint.of("file", Message("{name} is empty.", name="a.py"))
    blank = BlankReport(id="TODO1", score=0, max_score=20, status="crashed", hint=hint)
    report = Report(submission="a", status="graded", score=0, max_score=20, blanks=(blank,))
    said = chinese.report(report)
    assert said.blanks[0].hint == hint.model_copy(update={"text": "a.py 是空的。"})
    assert said.model_copy(update={"blanks": report.blanks}) == report
    assert ENGLISH.report(said) == report


def test_an_error_is_refused_in_the_language(chinese: Language) -> None:
    with pytest.raises(BadInput) as raised, chinese.errors():
        raise BadInput(
            Message("There is no scene {name}.", name="'dog'"),
            Message("Ask for 2 at least."),
        )
    assert str(raised.value) == "没有场景 'dog'。 请至少要 2 个。"
