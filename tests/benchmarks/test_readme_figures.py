"""README's figures are those of the last committed run of the command beside them."""

from __future__ import annotations

from pathlib import Path
import re

from grader.core.errors import BadInput
from grader.goldens.catalogue import read_mistakes, read_right_answers
import pytest

from benchmarks.figures import HANDOUTS, READMES, committed, filled, place, shown_in
from benchmarks.measured import Measured
from tests import CATALOGUE

ENGLISH, CHINESE = READMES
RUNS = committed()
each_run = pytest.mark.parametrize("name", RUNS)
each_readme = pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)


def section(page: Path, name: str) -> str:
    text = page.read_text("utf-8")
    return text[place(text, name)]


def test_runs_are_committed() -> None:
    assert {"accuracy", "measure", "oracles", "real_network"} <= set(RUNS)


@pytest.mark.parametrize("page", (*READMES, *HANDOUTS), ids=lambda path: path.name)
def test_tables_have_the_cells_of_the_run(page: Path) -> None:
    text = page.read_text("utf-8")
    assert filled(text, shown_in(page)) == text, "run: python -m benchmarks.figures"


@each_run
@each_readme
def test_sentences_have_the_figures_of_the_run(readme: Path, name: str) -> None:
    said = re.sub(r"\s+", " ", section(readme, name))
    for what, figure in RUNS[name].figures.items():
        assert re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d])", said), (what, figure)


@each_run
@each_readme
def test_the_command_is_named(readme: Path, name: str) -> None:
    assert f"`{RUNS[name].command}`" in " ".join(readme.read_text("utf-8").split())


@each_run
def test_rows_have_the_names_that_the_command_prints(name: str) -> None:
    rows = [line for line in section(ENGLISH, name).splitlines() if line.startswith("|")][2:]
    names = [row.split("|")[1].strip().replace("`", "") for row in rows]
    assert names == list(RUNS[name].table)


def test_the_catalogue_is_as_large_as_is_said() -> None:
    right, wrong = len(read_right_answers(CATALOGUE)), len(read_mistakes(CATALOGUE))
    english, chinese = (readme.read_text("utf-8") for readme in READMES)
    assert f"{right} right answers and {wrong} mistakes" in english
    assert f"those of {wrong} known mistakes" in english
    assert f"the reference and {right} ways to write it" in english
    assert f"{right} 个正确答案和 {wrong} 个错误" in chinese
    assert f"参考答案和它的 {right} 种写法" in chinese


def test_a_figure_of_another_run_is_seen() -> None:
    page = "<!-- it -->\n| | a |\n|---|---|\n| one | 1 |\n<!-- end -->\n"
    same, other, longer = (
        {"it": Measured("make it", table, {}, {})}
        for table in ({"one": ("1",)}, {"one": ("2",)}, {"one": ("1",), "two": ("2",)})
    )
    assert filled(page, same) == page
    assert filled(page, other) == page.replace("| 1 |", "| 2 |")
    with pytest.raises(BadInput, match="1 rows of it, the run 2"):
        filled(page, longer)
    with pytest.raises(BadInput, match="no place"):
        filled("", same)


def test_a_file_that_is_no_run_is_a_sentence(tmp_path: Path) -> None:
    for content in ("", "[]", '{"command": "x"}', '{"command": "x", "table": 3}'):
        (tmp_path / "x.json").write_text(content)
        with pytest.raises(BadInput, match="is no run of a command"):
            Measured.read(tmp_path / "x.json")
