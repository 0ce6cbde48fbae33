"""`--help` is in the language that the command line asks for."""

from __future__ import annotations

import io
from typing import Annotated

from grader.core.help_texts import translated
import pytest
import typer
from typer import rich_utils

from translation.extractors import helped

FOLDER = "The folder for the pictures."


def app() -> typer.Typer:
    made = typer.Typer(add_completion=False)

    @made.command()
    def draw(out: Annotated[str, typer.Option(help=FOLDER)] = "") -> None:
        """Make a zip."""

    return made


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        ([], {}, FOLDER),
        (["--lang", "zh"], {}, "存放图片的文件夹。"),
        (["--out", "x", "--lang=zh"], {}, "存放图片的文件夹。"),
        ([], {"LANG": "zh_CN.UTF-8"}, "存放图片的文件夹。"),
        (["--lang", "en"], {"LANG": "zh_CN.UTF-8"}, FOLDER),
        (["--lang", "xx"], {}, FOLDER),
        (["--lang"], {}, FOLDER),
    ],
)
def test_the_help_of_options_is_translated(
    arguments: list[str],
    environment: dict[str, str],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("OPTIONS_PANEL_TITLE", "DEFAULT_STRING"):  # which are put back afterwards
        monkeypatch.setattr(rich_utils, name, getattr(rich_utils, name))
    command = translated(app(), arguments, environment)
    (option,) = command.params
    assert option.help == words
    assert command.help == ("Make a zip." if words == FOLDER else "生成 zip。")


def test_all_that_help_says_is_extracted() -> None:
    source = (
        "import typer\n"
        'def f(x=typer.Option(help="an option"), y=typer.Argument(help="an argument")):\n'
        '    """A command."""\n'
        'def g():\n    """No command."""\n'
        "COMMANDS = (f,)\n"
    )
    found = [text for _, _, text, _ in helped(io.BytesIO(source.encode()), {}, (), {})]
    assert sorted(found) == ["A command.", "an argument", "an option"]
