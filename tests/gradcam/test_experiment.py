"""The handout's experiment, and that the handouts hold what it found and no solution."""

from __future__ import annotations

from pathlib import Path
import re

from grader.core.errors import BadInput
from grader.core.language import ENGLISH, find_language
from grader.gradcam.experiment.measure import Table
from grader.gradcam.experiment.methods import rank_correlation
from grader.gradcam.experiment.randomise import stages
from grader.gradcam.experiment.sheets import Figure, Row, Shown, draw
from grader.gradcam.experiment.solution import read_solution
from grader.gradcam.experiment.tables import markdown, write_into
from grader.networks.network import Network, load_network
import numpy as np
import pytest

from tests import REFERENCE

ROOT = REFERENCE.parent
HANDOUTS = (ROOT / "HANDOUT.md", ROOT / "HANDOUT.zh.md")
TABLE = Table(("two classes",), {"saliency": (0.125,), "Grad-CAM": (-0.5,)})


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network()


def test_a_solution_is_read_from_a_file() -> None:
    blanks = read_solution(ROOT / "reference_solution.py")
    assert blanks.grad_cam.__name__ == "grad_cam"


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


def test_rank_correlation_asks_about_sizes() -> None:
    values = np.array([[1.0, -2.0], [3.0, 0.0]])
    assert rank_correlation(values, -5 * values) == pytest.approx(1)
    assert rank_correlation(values, 1 / (1 + np.abs(values))) == pytest.approx(-1)
    assert rank_correlation(values, np.zeros_like(values)) == 0


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
    assert markdown(TABLE, ENGLISH).splitlines()[2] == "| saliency | 0.12 |"
    assert markdown(TABLE, find_language("zh", {})).splitlines()[0] == "| 方法 | 两个类别 |"


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


def test_a_figure_has_room_for_all_its_pictures() -> None:
    shown = Shown(np.zeros((8, 8, 3), np.uint8), "0.50")
    sheet = draw(Figure("title", ("one", "two"), (Row("a", (shown, shown)),) * 3, side=40))
    assert (np.asarray(sheet)[:, -24:] == 255).all()
    assert (np.asarray(sheet) == 0).all(axis=-1).sum() >= 6 * 40 * 40


@pytest.mark.parametrize("handout", HANDOUTS, ids=lambda path: path.name)
class TestHandout:
    def test_every_figure_and_link_is_there(self, handout: Path) -> None:
        links = re.findall(r"\]\((?!https?:)([^)#]+)\)", handout.read_text("utf-8"))
        assert [link for link in links if not (ROOT / link).is_file()] == []

    def test_no_line_of_a_solution_is_in_it(self, handout: Path) -> None:
        text = handout.read_text("utf-8")
        for line in (
            "tf.where",
            "layer.activation",
            "GradientTape",
            "tf.reduce",
            "custom_gradient",
        ):
            assert line not in text

    def test_its_numbers_are_those_of_the_other(self, handout: Path) -> None:
        numbers, same = (
            re.findall(r"-?\d\.\d\d\b(?= \|)", path.read_text("utf-8"))
            for path in (handout, HANDOUTS[0])
        )
        assert numbers == same and len(numbers) > 30
