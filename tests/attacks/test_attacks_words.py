"""Text that a submission makes can be shown anywhere, and does not tell what is hidden."""

from __future__ import annotations

import unicodedata

import pytest

from tests.attacks.arena import HONEST, Arena


def is_fit_to_show(text: str) -> bool:
    """Whether it holds no escape, no NUL, no direction mark, nothing that is no text."""
    text.encode()
    return all(c in "\n\t" or not unicodedata.category(c).startswith("C") for c in text)


def test_what_is_printed_can_be_shown(arena: Arena) -> None:
    fought = arena.fight("prints_escapes")
    assert fought.report.score == 100
    assert "<script>" in fought.report.printed, "pages escape it: nothing is lost"
    assert is_fit_to_show(fought.report.printed) and len(fought.report.printed) <= 2000
    fought.report.model_dump_json()


@pytest.mark.parametrize("name", ["raises_escapes", "raises_what_cannot_be_said"])
def test_an_exception_can_be_shown(arena: Arena, name: str) -> None:
    fought = arena.fight(name)
    assert fought.statuses["TODO4"] == "crashed"
    assert fought.report.score == 65
    assert is_fit_to_show(fought.hint("TODO4")) and len(fought.hint("TODO4")) <= 2500
    fought.report.model_dump_json()


@pytest.mark.parametrize(
    "source",
    [
        b"\0" * 1000,
        b"\xff\xfe" + HONEST,
        b"# coding: no-such-encoding\n" + HONEST,
        b"# coding: utf-7\n"
        + HONEST.replace(b"return", b"+AHI-eturn +AF8-_import__('os')._exit(0)"),
        b"(" * 100_000,
        b"-" * 200_000 + b"1",
        b"x = " + b"[" * 90 + b"]" * 90 + b"\n" + b"9" * 10_000,
        b"if 1:\n" * 50,
        b"f'" + b"{" * 200 + b"'",
        b"import " + b"a." * 50_000 + b"a",
        "\u202egrad_cam = 1\n\u0440\u0430\u0443 = \x1b[31m".encode(),
    ],
    ids=lambda source: repr(source[:12]),
)
def test_a_source_that_no_compiler_takes_is_a_zero(arena: Arena, source: bytes) -> None:
    fought = arena.fight_source(source)
    assert fought.report.status == "graded" and fought.report.score == 0
    assert set(fought.statuses.values()) <= {"crashed", "out_of_memory", "bad_output"}
    assert is_fit_to_show(fought.report.model_dump_json())


def test_honest_work_has_full_marks_afterwards(arena: Arena) -> None:
    arena.assert_honest_work_is_marked()
