"""What a run of the template draws: all of it on one sheet that says what it is about."""

from __future__ import annotations

from pathlib import Path

import cv2
from grader import ROOT
from grader.core.language import ENGLISH, find_language
from grader.gradcam.drawings import NOTHING_SPEAKS, OWN_SCALE, Drawn, draw_all
from grader.gradcam.experiment.solution import read_solution
from grader.gradcam.explain import Blanks
import numpy as np
import pytest

SOLVED = read_solution(ROOT / "reference_solution.py")
UNTOUCHED = read_solution(ROOT / "student_template.py")
CHINESE = find_language("zh", {})


def drawn(class_: str = "cat", blanks: Blanks = SOLVED, scene: str = "cat_coffee") -> Drawn:
    return draw_all(blanks, scene, class_, "", "demo")


def captions(made: Drawn) -> list[str]:
    return [shown.caption for row in made.sheet.rows for shown in row.shown]


def test_a_sheet_says_class_layer_score_and_that_pictures_have_scales_of_their_own() -> None:
    made = drawn()
    assert made.sheet.title == "cat_coffee" and made.sheet.note == OWN_SCALE
    assert made.sheet.facts == "class cat, score +6.05, number 2 of 7; layer block5_conv3"
    scales = [shown.scale for row in made.sheet.rows for shown in row.shown if shown.scale]
    assert len(scales) == 2 and set(scales) == {"0.265"}
    assert made.todo == () and len(made.pictures) == 9


def test_runs_do_not_take_each_other_s_folder() -> None:
    assert drawn("cat").name != drawn("coffee").name
    assert drawn("top1").name == drawn("coffee").name == "cat_coffee-coffee-block5_conv3"


def test_a_map_of_zeros_is_said_to_be_one() -> None:
    made = drawn("photographer", scene="cat_shuttle")
    assert captions(made).count(NOTHING_SPEAKS) == 2
    assert captions(made).count("zero everywhere") == 2


def test_an_untouched_sheet_says_what_is_missing_where_it_belongs() -> None:
    made = drawn(blanks=UNTOUCHED)
    assert list(made.pictures) == ["scene"]
    shown = [each for row in made.sheet.rows for each in row.shown]
    assert len(shown) == 9 and all(each.title for each in shown)
    assert [each.caption.partition(":")[0] for each in shown if each.picture is None] == [
        "TODO4", "TODO4", "TODO3", "TODO2", "TODO2", "TODO3", "TODO2", "TODO2",
    ]  # fmt: skip


def test_what_is_to_be_done_goes_by_the_order_of_the_blanks() -> None:
    todo = [each.partition(":")[0] for each in drawn(blanks=UNTOUCHED).todo]
    assert todo == sorted(todo) and set(todo) == {"TODO1", "TODO2", "TODO3", "TODO4"}


def test_the_sheet_is_in_the_reader_s_language() -> None:
    made = draw_all(UNTOUCHED, "cat_coffee", "cat", "", "demo", CHINESE)
    titles = [shown.title for row in made.sheet.rows for shown in row.shown]
    assert titles[0] == "场景" and "类别 cat" in made.sheet.facts
    assert all(caption.startswith("TODO") for caption in captions(made)[1:])
    assert list(made.pictures) == ["scene"]


def test_a_photograph_of_one_s_own_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (300, 400, 3)).astype(np.uint8)
    cv2.imwrite(str(tmp_path / "my cat.jpg"), photo)
    made = draw_all(SOLVED, str(tmp_path / "my cat.jpg"), "cat", "", "demo", ENGLISH)
    assert made.name == "my_cat-cat-block5_conv3" and made.sheet.title == "my cat"
    said = capsys.readouterr().out
    assert said.count("is scaled to 112 x 112.") == 1
