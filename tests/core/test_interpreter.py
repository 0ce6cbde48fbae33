"""A Python that will not do is told so in a sentence, by whatever is run first."""

from __future__ import annotations

import ast
from pathlib import Path
import sys

from grader import ROOT
from grader.cli import install
from grader.core import interpreter
from grader.core.errors import import_problem
import pytest


@pytest.mark.parametrize(("version", "will_do"), [
    ((3, 6, 15), False), ((3, 9, 18), False), ((3, 10, 0), True), ((3, 13, 9), True),
    ((3, 14, 0), False),
])  # fmt: skip
def test_the_versions_that_will_do(
    version: tuple[int, int, int], will_do: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    problem = interpreter.version_problem()
    assert (problem == "") is will_do
    if not will_do:
        assert "Python 3.10 to 3.13 is needed" in problem
        assert f"This is Python {version[0]}.{version[1]}, {sys.executable}." in problem


def test_they_are_those_of_the_project() -> None:
    (line,) = (
        line
        for line in (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
        if line.startswith("requires-python")
    )
    (first, oldest), (last, newest) = interpreter.OLDEST, interpreter.NEWEST
    assert line == f'requires-python = ">={first}.{oldest},<{last}.{newest + 1}"'


@pytest.mark.parametrize("place", [
    "grader/__init__.py", "grader/__main__.py", "grader/core/__init__.py", 
    "grader/core/interpreter.py", "grader/cli/__init__.py", "grader/cli/install.py",
])  # fmt: skip
def test_what_says_so_can_be_read_by_any_python_3(place: str) -> None:
    source = (ROOT / place).read_text("utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert "from __future__" not in source


def test_nothing_is_installed_with_a_python_that_will_not_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(install.subprocess, "run", lambda *_, **__: pytest.fail("it ran"))
    assert install.main() == 2
    assert "Python 3.10 to 3.13 is needed" in capsys.readouterr().err


def test_nothing_is_installed_on_a_disk_that_is_full(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(install, "NEEDED", 10**18)
    monkeypatch.setattr(install.subprocess, "run", lambda *_, **__: pytest.fail("it ran"))
    assert install.main() == 2
    assert "GB free" in capsys.readouterr().err


def test_libgl_is_named_only_in_the_environment_that_was_set_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    error = ImportError("libGL.so.1: cannot open shared object file")
    monkeypatch.setattr(interpreter, "ENVIRONMENT", tmp_path)
    assert "OpenCV cannot be imported" in str(import_problem(error)), "nothing is set up"
    own = interpreter.environment_python()
    own.parent.mkdir()
    own.write_text("")
    assert f"Use {own} instead" in str(import_problem(error)), "another Python"
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert "OpenCV cannot be imported" in str(import_problem(error)), "its own Python"
