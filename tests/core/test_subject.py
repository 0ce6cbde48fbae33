"""A subject is found in the grader, beside its assignment or around it; or a sentence says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
import sys

from grader import ROOT
from grader.core.errors import BadInput
from grader.core.subject import find_subject, import_root
import pytest

SUBJECT = """
from dataclasses import replace
from pathlib import Path
from grader.gradcam.subject import SUBJECT as other
SUBJECT = replace(other, package=Path(__file__).parent)
"""


@pytest.fixture(autouse=True)
def _path(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leaves the path and the modules as they were."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    known = set(sys.modules)
    yield
    for name in set(sys.modules) - known:
        if not name.startswith("grader"):
            del sys.modules[name]


def package(folder: Path) -> Path:
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "subject.py").write_text(SUBJECT)
    return folder


def test_it_is_found_in_the_grader(tmp_path: Path) -> None:
    assert find_subject("grader.gradcam", tmp_path).root == ROOT


def test_a_module_is_found_beside_the_assignment(tmp_path: Path) -> None:
    (tmp_path / "one_file.py").write_text(SUBJECT)
    assert find_subject("one_file", tmp_path).root == tmp_path


def test_a_package_is_found_beside_the_assignment(tmp_path: Path) -> None:
    package(tmp_path / "beside_it")
    assert find_subject("beside_it", tmp_path).root == tmp_path


def test_a_package_is_found_around_the_assignment(tmp_path: Path) -> None:
    around = package(tmp_path / "around_it")
    assert find_subject("around_it", around).root == tmp_path


def test_a_part_of_a_package_has_the_root_of_the_whole(tmp_path: Path) -> None:
    whole = package(tmp_path / "whole")
    assert import_root(package(whole / "part")) == tmp_path


def test_what_cannot_be_found_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        find_subject("nowhere", tmp_path)
