"""Numbers that are drawn: a difference of one shows; what the definition leaves open does not."""

from __future__ import annotations

from cam_family import pictures
from cam_family.objects import read_objects
from cam_family.worth import energy, hits, iou, true_box
from grader.core.exercise import Question
from grader.goldens.compare import share_beyond
from grader.goldens.limits import LEAST_BEYOND, LEVELS, MARGIN
import numpy as np
import pytest

QUESTION = Question({}, {"scene": np.zeros((112, 112, 3), np.uint8)})
BOX = np.array([20.0, 31.0, 75.0, 90.0])


@pytest.mark.parametrize("edge", range(4))
@pytest.mark.parametrize("by", [-1, 1])
def test_an_edge_that_is_a_pixel_off_shows_clearly(edge: int, by: int) -> None:
    moved = BOX.copy()
    moved[edge] += by
    drawn = [pictures.box_picture(box, QUESTION) for box in (BOX, moved)]
    assert share_beyond(*drawn, LEVELS) > 10 * MARGIN * LEAST_BEYOND


def test_an_empty_box_is_not_like_one_of_a_pixel() -> None:
    empty, one = np.zeros(4), np.array([0.0, 0.0, 1.0, 1.0])
    drawn = [pictures.box_picture(box, QUESTION) for box in (empty, one)]
    assert share_beyond(*drawn, LEVELS) > 0.5


def test_a_positive_factor_changes_no_heat_map_and_a_sign_does() -> None:
    heat_map = np.random.default_rng(0).normal(size=(7, 7))
    drawn = pictures.heat_picture(heat_map, QUESTION)
    np.testing.assert_array_equal(drawn, pictures.heat_picture(2.0**-60 * heat_map, QUESTION))
    assert share_beyond(drawn, pictures.heat_picture(-heat_map, QUESTION), LEVELS) > 0.9


def test_a_factor_changes_drops_and_masks() -> None:
    values = np.random.default_rng(0).random((5, 5, 9))
    for draw, answer in (
        (pictures.drop_picture, 9 * values[..., 0]),
        (pictures.masks_picture, values),
    ):
        drawn = [draw(factor * answer, QUESTION) for factor in (1, 1.05)]
        assert share_beyond(*drawn, LEVELS) > 0.2


def test_a_map_of_zeros_is_grey() -> None:
    assert set(np.unique(pictures.heat_picture(np.zeros((7, 7)), QUESTION))) == {32768}


def test_overlap_counts_pixels() -> None:
    assert iou((0, 0, 4, 4), (2, 2, 6, 6)) == pytest.approx(4 / 28)
    assert iou((0, 0, 4, 4), (4, 0, 8, 4)) == 0
    assert iou((0, 0, 0, 0), (0, 0, 0, 0)) == 0
    assert iou((1, 2, 3, 4), (1, 2, 3, 4)) == 1


def test_a_map_points_at_its_maximum_if_it_is_positive_anywhere() -> None:
    heat_map = np.zeros((5, 6))
    assert not hits(heat_map, (0, 0, 6, 5))
    heat_map[3, 2] = 1
    assert hits(heat_map, (2, 3, 3, 4))
    assert not hits(heat_map, (3, 2, 4, 3))


def test_energy_is_the_share_of_what_is_positive() -> None:
    heat_map = np.array([[3.0, -5.0], [1.0, 0.0]])
    assert energy(heat_map, np.array([[True, True], [False, False]])) == 0.75


def test_the_box_of_a_mask_is_half_open() -> None:
    mask = np.zeros((5, 6), bool)
    mask[1:3, 2:6] = True
    assert true_box(mask) == (2, 1, 6, 3)


def test_every_box_of_an_object_lies_in_its_scene() -> None:
    boxes = [box for scene in read_objects().values() for box in scene.values()]
    assert len(boxes) >= 12
    for x0, y0, x1, y1 in boxes:
        assert 0 <= x0 < x1 <= 112
        assert 0 <= y0 < y1 <= 112
