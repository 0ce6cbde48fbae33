"""The notebook's last cell: which notebook it marks, and what it shows."""

from __future__ import annotations

from collections.abc import Iterator
import os
from pathlib import Path
import subprocess
import sys
from types import ModuleType

from grader.cli import notebook
import pytest


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with an untouched template, and a renamed notebook that was saved after it."""
    for place, name in enumerate(("student_template.ipynb", "mine.ipynb")):
        path = tmp_path / name
        path.write_text("{}")
        os.utime(path, (1000 + place, 1000 + place))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    yield tmp_path


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that were run: each writes a report, and marks nothing."""
    commands: list[list[str]] = []

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        Path(command[command.index("--html") + 1]).write_text('<p title="a">&amp;</p>', "utf-8")
        return subprocess.CompletedProcess(command, 0, "100 / 100\n", "")

    monkeypatch.setattr(notebook.subprocess, "run", run)
    return commands


def test_a_renamed_notebook_marks_itself_and_not_the_template(
    folder: Path, marked: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    notebook.check()
    assert marked[0][4] == str(folder / "mine.ipynb")
    said = capsys.readouterr().out
    assert "Marking mine.ipynb, as it was saved at" in said and "100 / 100" in said


def test_jupyter_s_and_vs_code_s_word_counts_before_the_time_of_saving(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "student_template.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    assert notebook.this_notebook() == path
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "renamed since.ipynb"))
    assert notebook.this_notebook() == Path("mine.ipynb")
    monkeypatch.setattr(sys.modules["__main__"], "__vsc_ipynb_file__", str(path), raising=False)
    assert notebook.this_notebook() == path


def test_a_name_that_is_given_counts_and_one_that_is_not_there_is_said(
    folder: Path, marked: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    notebook.check("student_template.ipynb", lang="zh")
    assert marked[0][4] == str(folder / "student_template.ipynb")
    assert marked[0][-2:] == ["--lang", "zh"]
    notebook.check("other.ipynb")
    assert len(marked) == 1 and "There is no other.ipynb" in capsys.readouterr().out
    for path in folder.glob("*.ipynb"):
        path.unlink()
    notebook.check()
    assert len(marked) == 1 and "There is no notebook in" in capsys.readouterr().out


@pytest.mark.usefixtures("folder", "marked")
def test_the_report_is_shown_below_the_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    display = ModuleType("IPython.display")
    display.__dict__.update(HTML=str, display=shown.append)
    monkeypatch.setitem(sys.modules, "IPython", ModuleType("IPython"))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    notebook.check()
    assert 'srcdoc="&lt;p title=&quot;a&quot;&gt;&amp;amp;&lt;/p&gt;"' in shown[0]
