"""An assignment that is not as expected is a sentence that names what is wrong."""

from __future__ import annotations

from pathlib import Path

from grader.core.assignment import DEFAULT, Assignment
from grader.core.errors import BadInput
import pytest

GOOD = """
title = "Small"
scenes = "scenes"
goldens = "goldens"
[points]
TODO1 = 20
[[case]]
name = "one"
scene = "cat"
class = "top1"
layer = "block5_conv3"
"""


def read(tmp_path: Path, text: str) -> Assignment:
    path = tmp_path / "assignment.toml"
    path.write_text(text, "utf-8")
    return Assignment.read(path)


def test_paths_are_beside_the_file(tmp_path: Path) -> None:
    assignment = read(tmp_path, GOOD)
    assert assignment.goldens == tmp_path.resolve() / "goldens"
    assert assignment.cases[0].visibility == "public"
    assert assignment.max_score == 20


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("title =", "titel ="), "titel"),
        (('name = "one"', 'name = "../one"'), "case.0.name"),
        (('layer = "block5_conv3"', 'layer = "x"\nvisibility = "secret"'), "visibility"),
        (("TODO1 = 20", "TODO1 = -1"), "points.TODO1"),
        (("[points]", "[points"), "cannot be read"),
        (('class = "top1"', ""), "class"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: tuple[str, str], named: str) -> None:
    with pytest.raises(BadInput, match=named):
        read(tmp_path, GOOD.replace(*change))


def test_two_cases_of_one_name_are_refused(tmp_path: Path) -> None:
    twice = GOOD + GOOD[GOOD.index("[[case]]") :]
    with pytest.raises(BadInput, match="more than one case is named one"):
        read(tmp_path, twice)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        Assignment.read(tmp_path / "none.toml")


def test_the_projects_own_assignment_has_what_its_marks_need() -> None:
    assignment = Assignment.read(DEFAULT)
    assert assignment.max_score == 100
    assert {case.visibility for case in assignment.cases} == {"public", "hidden"}
    with pytest.raises(BadInput, match="no case 'none'"):
        assignment.case("none")
