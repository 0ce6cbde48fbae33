"""The hand-out as a page: whole, offline, and with its formulas."""

from __future__ import annotations

from pathlib import Path
import re
from xml.etree import ElementTree

from grader import ROOT
from grader.handout.page import handout_page
import pytest

PNG = b"\x89PNG\r\n\x1a\n and so on"
HANDOUTS = pytest.mark.parametrize(
    ("name", "tag"), [("HANDOUT.md", "en"), ("HANDOUT.zh.md", "zh-CN")]
)


def page_of(markdown: str, tag: str = "en") -> str:
    return handout_page(markdown, lambda path: PNG, tag)


def test_formulas_are_mathml() -> None:
    page = page_of("With $x_i > 0$:\n\n$$ \\frac{a}{b} $$\n")
    formulas = re.findall(r"<math.*?</math>", page, re.DOTALL)
    assert len(formulas) == 2 and "$" not in page.partition("<main>")[2]
    assert "<mfrac>" in formulas[1] and 'display="block"' in formulas[1]
    for formula in formulas:
        ElementTree.fromstring(formula.replace("&gt;", ">").replace("&", "&amp;"))


def test_figures_are_in_the_page_and_hand_outs_link_to_pages() -> None:
    page = page_of("![cat](docs/cat.png) [中文](HANDOUT.zh.md) [a](https://b.c/d.md)\n")
    assert '<img src="data:image/png;base64,' in page and 'alt="cat"' in page
    assert 'href="HANDOUT.zh.html"' in page and 'href="https://b.c/d.md"' in page


def test_markup_in_a_hand_out_s_text_is_shown_as_text() -> None:
    assert "&lt;b&gt;" in page_of("`<b>` is bold\n")


def test_lines_of_chinese_are_joined_without_a_space() -> None:
    assert "梯度通过" in page_of("梯度\n通过\n", "zh-CN")
    assert "a\nb" in page_of("a\nb\n")


@HANDOUTS
def test_the_hand_outs_need_nothing_beside_them(name: str, tag: str) -> None:
    source = (ROOT / name).read_text("utf-8")
    page = handout_page(source, lambda path: Path(ROOT, path).read_bytes(), tag)
    assert f'<html lang="{tag}">' in page
    loaded = re.findall(r'(?:src|srcset|poster)="([^"]{0,30})', page)
    assert len(loaded) == source.count("![")
    assert all(each.startswith("data:image/png;base64,") for each in loaded)
    assert "<script" not in page and "@import" not in page and "url(" not in page
    assert page.count("<math") == len(re.findall(r"\$\$?[^$]+\$\$?", source))
    assert page.count("<table>") == len(re.findall(r"^\|\s*---", source, re.MULTILINE))


@HANDOUTS
def test_a_figure_that_is_missing_is_not_passed_over(name: str, tag: str) -> None:
    def none(path: str) -> bytes:
        raise FileNotFoundError(path)

    with pytest.raises(FileNotFoundError):
        handout_page((ROOT / name).read_text("utf-8"), none, tag)
