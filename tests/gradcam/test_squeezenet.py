"""A real ImageNet network and the picture of the Grad-CAM paper, by the road of anyone's own.

`python -m pytest tests/gradcam/test_squeezenet.py -s` prints where the maxima are, and the shares.
"""

from __future__ import annotations

from dataclasses import dataclass
import json
from pathlib import Path

import cv2
from grader.gradcam.explain import Blanks, Explanation, draw_all
from grader.gradcam.networks import Network, load_network
from grader.gradcam.pictures import guided_grad_cam, resize_map
from grader.gradcam.scenes import load_scene
import numpy as np
import pytest
import tensorflow as tf

import reference_solution as reference

REAL = Path(__file__).parents[2] / ".." / "shared" / "real"
SIZE = 227
BLANKS = Blanks(
    reference.gg_relu,
    reference.replace_activation_layer_in_keras,
    reference.get_class_saliency,
    reference.get_saliency,
    reference.grad_cam,
)

pytestmark = pytest.mark.skipif(
    not (REAL / "squeezenet.keras").is_file(),
    reason="no ../shared/real/squeezenet.keras beside the repository: it is not part of it",
)


@dataclass(frozen=True)
class Animal:
    """A class, and where it is in the picture: rows and columns of the 227 x 227 pixels."""

    class_index: int
    name: str
    rows: slice
    columns: slice


DOG = Animal(243, "bull mastiff", slice(10, 141), slice(80, 166))
CAT = Animal(282, "tiger cat", slice(125, 226), slice(45, 191))
both = pytest.mark.parametrize("animal", [DOG, CAT], ids=["dog", "cat"])


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The network's .toml, and the scene beside it."""
    folder = tmp_path_factory.mktemp("squeezenet")
    picture = cv2.imread(str(REAL / "cat_dog.jpg"))
    cv2.imwrite(str(folder / "cat_dog.png"), cv2.resize(picture, (SIZE, SIZE)))
    files = {"path": "squeezenet.keras", "class_names": "synset_words.txt"}
    lines = [f"{key} = {json.dumps(str((REAL / name).resolve()))}" for key, name in files.items()]
    lines += [f"input_size = [{SIZE}, {SIZE}]", 'preprocessing = "caffe"', 'layer = "fire9_concat"']
    (folder / "mine.toml").write_text("\n".join(lines))
    return folder / "mine.toml"


@pytest.fixture(scope="module")
def network(declared: Path) -> Network:
    return load_network(str(declared))


def explanation(network: Network, declared: Path, animal: Animal) -> Explanation:
    scene = load_scene("cat_dog", network.input_size, declared.parent)
    image = tf.constant(network.preprocess(scene))
    return Explanation(BLANKS, network, image, animal.class_index, network.spec.layer)


def share_inside(picture: np.ndarray, animal: Animal) -> float:
    """How much of a picture's energy lies inside of the animal's box."""
    energy = np.square(picture, dtype=np.float64)
    return float(energy[animal.rows, animal.columns].sum() / energy.sum())


def test_the_animals_are_the_two_best_classes(network: Network, declared: Path) -> None:
    scores = network.scores(load_scene("cat_dog", network.input_size, declared.parent))
    assert np.argsort(-scores)[:2].tolist() == [DOG.class_index, CAT.class_index]
    for animal in (DOG, CAT):
        assert network.class_names[animal.class_index].endswith(animal.name)
    assert network.notes == ()


@both
def test_grad_cam_has_its_maximum_inside_of_its_animal(
    network: Network, declared: Path, animal: Animal
) -> None:
    cam = resize_map(explanation(network, declared, animal).activation_map, network.input_size)
    row, column = np.unravel_index(cam.argmax(), cam.shape)
    print(f"\n{animal.name}: Grad-CAM has its maximum at row {row}, column {column}")
    assert animal.rows.start <= row < animal.rows.stop
    assert animal.columns.start <= column < animal.columns.stop


@both
def test_guided_grad_cam_lies_inside_of_its_animal(
    network: Network, declared: Path, animal: Animal
) -> None:
    asked = explanation(network, declared, animal)
    other = CAT if animal is DOG else DOG
    saliency = asked.class_saliency(asked.guided)
    product = guided_grad_cam(saliency, asked.activation_map)
    channels = guided_grad_cam(asked.channel_saliency(asked.guided), asked.activation_map)
    pictures = {"saliency": saliency, "Grad-CAM (class)": product, "Grad-CAM (channels)": channels}
    print()
    for title, picture in pictures.items():
        inside, outside = share_inside(picture, animal), share_inside(picture, other)
        print(
            f"{animal.name}: guided {title} has {inside:.1%} of its energy inside, "
            f"{outside:.1%} inside the {other.name}"
        )
    for picture in (product, channels):
        assert share_inside(picture, animal) > 2 / 3 > 1 / 3 > share_inside(picture, other)
    # The map is what tells the animals apart: guided saliency alone sees both.
    assert share_inside(product, animal) > share_inside(saliency, animal) + 0.1


def test_all_pictures_are_drawn(declared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene = str(declared.parent / "cat_dog.png")
    made, missing = draw_all(BLANKS, scene, "n02123159 tiger cat", "", str(declared))
    assert missing == []
    assert {picture.shape for picture in made.values()} == {(SIZE, SIZE, 3)}
    assert "Explaining 'n02123159 tiger cat' at fire9_concat." in capsys.readouterr().out
