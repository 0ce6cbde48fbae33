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
    ("change", "said"),
    [
        (
            ("title =", "titel ="),
            "In the file, titel is unknown. Did you mean title?",
        ),
        (
            ('name = "one"', 'name = "../one"'),
            "In case ../one, name is '../one', but must begin with a letter or a digit and hold "
            "only letters, digits, dots, - and _.",
        ),
        (
            ('layer = "block5_conv3"', 'layer = "x"\nvisibility = "hiden"'),
            "In case one, visibility is 'hiden', but must be 'public' or 'hidden'; perhaps hidden.",
        ),
        (("TODO1 = 20", "TODO1 = -1"), "In [points], TODO1 is -1, but must be more than 0."),
        (("TODO1 = 20", 'TODO1 = "x"'), "In [points], TODO1 is 'x', but must be a number."),
        (("[points]", "[points"), ""),
        (('class = "top1"', ""), "In case one, class is missing."),
        (
            ('class = "top1"', "class = [1]"),
            "In case one, class is [1], but must be text in quotes.",
        ),
        (
            ("layer =", "layr ="),
            "In case one, layer is missing. In case one, layr is unknown. Did you mean layer?",
        ),
        (
            ("[points]", "[limits]\nsecond = 5\n[points]"),
            "In [limits], second is unknown. Did you mean seconds?",
        ),
        (
            ("[points]", "[limits]\nmemory_mb = 10\n[points]"),
            "In [limits], memory_mb is 10, but must be at least 256.",
        ),
        (
            ("[points]", "[limits]\nmemory_mb = 1.5\n[points]"),
            "In [limits], memory_mb is 1.5, but must be a whole number.",
        ),
        (
            ("layer =", 'blanks = ["TODO2"]\nlayer ='),
            "Case one names TODO2, which has no points. Did you mean TODO1?",
        ),
        (
            ("layer =", 'blanks = ["X"]\nlayer ='),
            "Case one names X, which has no points. [points] has TODO1.",
        ),
        (('name = "one"', ""), "In case number 1, name is missing."),
        (("[[case]]", "[case]"), "In the file, case is {'name': 'one', 'scene': 'cat', "),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_file(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        read(tmp_path, GOOD.replace(*change))
    path = tmp_path / "assignment.toml"
    assert str(refusal.value).startswith(f"{path}: {said}" if said else f"{path}")
    assert not [word for word in ("Input", "inputs", "valid") if word in str(refusal.value)]


def test_two_cases_of_one_name_are_refused(tmp_path: Path) -> None:
    twice = GOOD + GOOD[GOOD.index("[[case]]") :]
    with pytest.raises(BadInput, match="More than one case is named one"):
        read(tmp_path, twice)


def test_points_that_no_blank_can_earn_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        BadInput, match=r"gives points for TODO9\. \[points\] must name TODO1, TODO2"
    ):
        read(tmp_path, GOOD.replace("TODO1 = 20", "TODO1 = 20\nTODO9 = 5"))


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        Assignment.read(tmp_path / "none.toml")


def test_the_projects_own_assignment_has_what_its_marks_need() -> None:
    assignment = Assignment.read(DEFAULT)
    assert assignment.max_score == 100
    assert {case.visibility for case in assignment.cases} == {"public", "hidden"}
    with pytest.raises(BadInput, match="no case 'none'"):
        assignment.case("none")
