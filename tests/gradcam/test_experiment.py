"""The handout's experiment, and that the handouts hold what it found and no solution."""

from __future__ import annotations

import json
from pathlib import Path
import re

from grader import ROOT
from grader.core.errors import BadInput
from grader.core.language import ENGLISH, find_language
from grader.gradcam.experiment.faithfulness import faithfulness
from grader.gradcam.experiment.measure import (
    Compared,
    Estimate,
    Table,
    class_table,
    compare,
    explanation_of,
    faithfulness_table,
    randomisation_table,
)
from grader.gradcam.experiment.methods import (
    CLASS_METHODS,
    EDGES,
    GUIDED,
    edges,
    in_cells,
    rank_correlation,
)
from grader.gradcam.experiment.randomise import stages
from grader.gradcam.experiment.scenes import COUNT, load_scenes
from grader.gradcam.experiment.solution import read_solution
from grader.gradcam.experiment.tables import markdown, write_into
from grader.handout.template import BLOCK
from grader.networks.network import Network, load_network
import numpy as np
import pytest
from scipy.stats import ttest_1samp

from tests import REFERENCE

HANDOUTS = (ROOT / "HANDOUT.md", ROOT / "HANDOUT.zh.md")
HALF = Estimate(0.125, 0.03)
TABLE = Table(("of two classes",), {"saliency": (HALF,), "Grad-CAM": (Estimate(-0.001, 0.1),)})


BLANKS = read_solution(ROOT / "reference_solution.py")


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network()


@pytest.fixture(scope="module")
def compared(network: Network) -> Compared:
    return compare(BLANKS, network, load_scenes(2)[0], seed=1)


def test_a_solution_is_read_from_a_file() -> None:
    blanks = read_solution(ROOT / "reference_solution.py")
    assert blanks.grad_cam.__name__ == "grad_cam"


def test_a_solution_is_read_from_a_notebook(tmp_path: Path) -> None:
    """Magics, and the cells that are for the notebook alone, do no harm."""
    sources = [
        "%matplotlib inline",
        (ROOT / "reference_solution.py").read_text("utf-8"),
        'if __name__ == "__main__":\n    show_nothing()',
    ]
    cells = [{"cell_type": "code", "source": source} for source in sources]
    path = tmp_path / "mine.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "cells": cells}))
    assert read_solution(path).grad_cam.__name__ == "grad_cam"
    path.write_text("{")
    with pytest.raises(BadInput, match="cannot be read: It is not a notebook"):
        read_solution(path)


@pytest.mark.parametrize(
    ("content", "words"), [(None, "is not a Python file"), ("x = 1\n", "has no gg_relu")]
)
def test_a_file_that_is_no_solution_is_a_sentence(
    tmp_path: Path, content: str | None, words: str
) -> None:
    path = tmp_path / "solution.py"
    if content is not None:
        path.write_text(content)
    with pytest.raises(BadInput, match=words):
        read_solution(path)


def test_rank_correlation_of_what_has_no_ranks_is_zero() -> None:
    values = np.array([[1.0, 2.0], [3.0, 0.0]])
    assert rank_correlation(values, 5 * values) == pytest.approx(1)
    assert rank_correlation(values, -values) == pytest.approx(-1)
    assert rank_correlation(values, np.zeros_like(values)) == 0


def test_maps_are_compared_by_their_sizes_at_one_resolution() -> None:
    fine = np.zeros((8, 12, 3))
    fine[:4, :4] = -1
    assert np.allclose(in_cells(fine, (2, 3)), [[3, 0, 0], [0, 0, 0]])
    coarse = np.array([[1.0, 0, 0], [0, 0, 2]])
    assert np.array_equal(in_cells(coarse, (2, 3)), coarse)


def test_the_scenes_are_many_and_none_is_another() -> None:
    scenes = load_scenes()
    assert len(scenes) == COUNT >= 30
    assert {scene.shape for scene in scenes} == {(112, 112, 3)}
    assert len({scene.tobytes() for scene in scenes}) == COUNT
    for count in (1, COUNT + 1):
        with pytest.raises(BadInput, match=f"not {count}"):
            load_scenes(count)


def test_an_estimate_has_student_s_interval() -> None:
    values = [1.0, 2.0, 3.0, 4.0, 7.0]
    estimate = Estimate.of(values)
    low, high = ttest_1samp(values, 0).confidence_interval(0.95)
    assert (estimate.mean - estimate.half, estimate.mean + estimate.half) == pytest.approx(
        (low, high)
    )


def test_a_better_order_deletes_sooner_and_inserts_sooner(network: Network) -> None:
    scene = load_scenes(2)[0]
    index = int(np.argmax(network.scores(scene)))
    right = edges(explanation_of(BLANKS, network, scene, index))
    one = faithfulness(network, scene, index, in_cells(right, (7, 7)))
    other = faithfulness(network, scene, index, -in_cells(right, (7, 7)))
    assert one.deletion < other.deletion and one.insertion > other.insertion


def test_an_edge_detector_knows_neither_class_nor_network(compared: Compared) -> None:
    assert compared.classes[EDGES] == pytest.approx(1)
    assert all(part[EDGES] == pytest.approx(1) for part in compared.randomised.values())
    assert compared.classes[GUIDED] > 0.8 > 0 > compared.classes[CLASS_METHODS[2]]


def test_tables_have_a_row_for_each_method(compared: Compared) -> None:
    found = [compared, compared]
    assert list(randomisation_table(found).rows) == [*CLASS_METHODS, EDGES]
    assert len(class_table(found).rows) == 7 and len(faithfulness_table(found).rows) == 6
    assert all(each.half == 0 for row in class_table(found).rows.values() for each in row)


def test_each_stage_randomises_one_more_part_and_leaves_the_rest(network: Network) -> None:
    names = []
    trained = {layer.name: layer.get_weights() for layer in network.model.layers if layer.weights}
    for part, randomised in stages(network, seed=1):
        names.append(part)
        for layer in randomised.model.layers:
            if layer.name in trained:
                is_random = any(layer.name.startswith(name) for name in names)
                assert np.array_equal(layer.get_weights()[0], trained[layer.name][0]) != is_random
    assert names == ["predictions", "fc", "block5", "block4", "block3", "block2", "block1"]


def test_the_same_seed_gives_the_same_weights(network: Network) -> None:
    one, other = (next(stages(network, seed=7))[1].model.layers[-1] for _ in range(2))
    assert np.array_equal(one.get_weights()[0], other.get_weights()[0])


def test_a_table_in_both_languages() -> None:
    assert markdown(TABLE, ENGLISH).splitlines()[2:] == [
        "| saliency | 0.12 ± 0.03 |",
        "| Grad-CAM | 0.00 ± 0.10 |",
    ]
    assert markdown(TABLE, find_language("zh", {})).splitlines()[0] == "| 方法 | 两个类别之间 |"


def test_a_table_is_put_in_its_place(tmp_path: Path) -> None:
    handout = tmp_path / "h.md"
    handout.write_text("a\n<!-- t -->\nold\n<!-- end -->\nb\n<!-- u -->\n<!-- end -->\n")
    for _ in range(2):
        write_into(handout, {"t": "new", "u": r"\1"})
    assert handout.read_text() == (
        "a\n<!-- t -->\nnew\n<!-- end -->\nb\n<!-- u -->\n\\1\n<!-- end -->\n"
    )
    with pytest.raises(BadInput, match="no place for the table v"):
        write_into(handout, {"v": ""})


@pytest.mark.parametrize("handout", HANDOUTS, ids=lambda path: path.name)
class TestHandout:
    def test_every_figure_and_link_is_there(self, handout: Path) -> None:
        links = re.findall(r"\]\((?!https?:)([^)#]+)\)", handout.read_text("utf-8"))
        assert [link for link in links if not (ROOT / link).is_file()] == []

    def test_no_line_of_a_solution_is_in_it(self, handout: Path) -> None:
        """It names the tape and models of two outputs, but no line of it would do for a blank."""
        text = " ".join(handout.read_text("utf-8").split())
        for block in BLOCK.finditer(REFERENCE.read_text("utf-8")):
            for line in map(str.strip, block[0].splitlines()[1:-1]):
                if line != "with tf.GradientTape() as tape:":
                    assert line not in text
        for told in ("tf.where", "layer.activation", "tf.reduce", "tape.watch(image)"):
            assert told not in text

    def test_its_numbers_are_those_of_the_other(self, handout: Path) -> None:
        numbers, same = (
            re.findall(r"-?\d\.\d\d ± \d\.\d\d", path.read_text("utf-8"))
            for path in (handout, HANDOUTS[0])
        )
        assert numbers == same and len(numbers) > 30
