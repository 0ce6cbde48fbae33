"""A real ImageNet network and the picture of the Grad-CAM paper, by the road of anyone's own.

`python -m benchmarks.real_network FOLDER` prints where the maxima are, and the shares.
"""

from __future__ import annotations

from pathlib import Path

import cv2
from grader.gradcam.drawings import draw_all
from grader.gradcam.explain import Explanation
from grader.networks.network import Network, load_network
from grader.networks.scenes import load_scene
import pytest

from benchmarks.real_network import (
    ANIMALS,
    BLANKS,
    CAT,
    DOG,
    SIZE,
    Animal,
    arrays,
    declared,
    explanation,
    maximum,
    picture,
    rank,
)

REAL = Path(__file__).parents[2] / ".." / "shared" / "real"

pytestmark = pytest.mark.skipif(
    not (REAL / "squeezenet.keras").is_file(),
    reason="no ../shared/real/squeezenet.keras beside the repository: it is not part of it",
)
both = pytest.mark.parametrize("animal", ANIMALS.values(), ids=ANIMALS)


@pytest.fixture(scope="module")
def toml(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The network's declaration, and the scene beside it."""
    return declared(REAL, tmp_path_factory.mktemp("squeezenet"))


@pytest.fixture(scope="module")
def network(toml: Path) -> Network:
    return load_network(str(toml))


def asked_for(network: Network, toml: Path, animal: Animal) -> Explanation:
    return explanation(network, load_scene("cat_dog", network.input_size, toml.parent), animal)


def test_aliasing_makes_the_dog_the_best_class_and_averaging_the_fourth(
    network: Network, toml: Path
) -> None:
    averaged = load_scene("cat_dog", network.input_size, toml.parent)
    sampled = picture(REAL, cv2.INTER_LINEAR)
    assert (rank(network, averaged, DOG), rank(network, averaged, CAT)) == (4, 2)
    assert (rank(network, sampled, DOG), rank(network, sampled, CAT)) == (1, 2)
    for animal in ANIMALS.values():
        assert network.class_names[animal.class_index].endswith(animal.name)
    assert network.notes == ()


@both
def test_grad_cam_has_its_maximum_inside_of_its_animal(
    network: Network, toml: Path, animal: Animal
) -> None:
    assert animal.holds(*maximum(asked_for(network, toml, animal)))


@both
def test_guided_grad_cam_lies_inside_of_its_animal(
    network: Network, toml: Path, animal: Animal
) -> None:
    other = CAT if animal is DOG else DOG
    saliency, product, channels = arrays(asked_for(network, toml, animal)).values()
    for each in (product, channels):
        assert animal.share(each) > 2 / 3 > 1 / 3 > other.share(each)
    # The map is what tells the animals apart: guided saliency alone sees both.
    assert animal.share(product) > animal.share(saliency) + 0.1


def test_all_pictures_are_drawn(toml: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = draw_all(BLANKS, str(toml.parent / "cat_dog.png"), "tiger cat", "", str(toml))
    assert drawn.todo == ()
    assert {each.shape for each in drawn.pictures.values()} == {(SIZE, SIZE, 3)}
    said = capsys.readouterr().out
    assert "Explaining class n02123159 tiger cat, score +17.27, number 2 of 1000" in said
    assert drawn.sheet.side == SIZE
