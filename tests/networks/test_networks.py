"""Networks, classes and scenes are found by name, or a sentence says what there is."""

from __future__ import annotations

from pathlib import Path

import cv2
from grader.core.errors import BadInput
from grader.networks.classes import find_class
from grader.networks.network import CAFFE_MEANS_BGR, load_network, preprocess
from grader.networks.scenes import load_scene
from grader.networks.spec import NetworkSpec
import keras
import numpy as np
import pytest

SCORES = np.array([0.5, -2.0, 3.0], np.float32)
NAMES = ("cat", "dog", "7")


@pytest.mark.parametrize(
    ("class_", "index"), [("top1", 2), ("top3", 1), ("dog", 1), ("0", 0), (2, 2), ("7", 2)]
)
def test_a_class_is_found_by_rank_name_or_index(class_: str | int, index: int) -> None:
    assert find_class(class_, SCORES, NAMES) == index


@pytest.mark.parametrize("class_", ["top0", "top4", "bird", "3", "-1", "", "top", "1.0"])
def test_a_class_that_there_is_not_is_a_sentence(class_: str) -> None:
    with pytest.raises(BadInput, match="no class"):
        find_class(class_, SCORES, NAMES)


IMAGENET = (
    *("n02012849 crane", "n03126707 crane", "n02123159 tiger cat"),
    *("n02129604 tiger, Panthera tigris", "n02123045 tabby, tabby cat", "Labrador_retriever"),
)


@pytest.mark.parametrize(
    ("class_", "index"),
    [
        ("n02123159 tiger cat", 2),
        ("tiger cat", 2),
        ("tiger_cat", 2),
        ("Tiger Cat", 2),
        ("tiger", 3),
        ("tabby cat", 4),
        ("labrador retriever", 5),
        ("n03126707 crane", 1),
    ],
)
def test_a_class_is_found_by_its_name_however_it_is_written(class_: str, index: int) -> None:
    assert find_class(class_, np.zeros(6), IMAGENET) == index


@pytest.mark.parametrize("names", [IMAGENET, ("crane", "crane", "cat")], ids=["numbered", "bare"])
def test_classes_of_one_name_are_listed(names: tuple[str, ...]) -> None:
    with pytest.raises(
        BadInput, match=r"More than one class is named 'crane': 0 \(.*, 1 \("
    ) as said:
        find_class("crane", np.zeros(len(names)), names)
    assert "index" in str(said.value.remedy)


def test_preprocessing_is_that_of_keras() -> None:
    scene = np.random.default_rng(0).integers(0, 256, (8, 6, 3)).astype(np.uint8)
    for how in ("caffe", "tf", "torch"):
        expected = keras.applications.imagenet_utils.preprocess_input(
            scene.astype(np.float32)[None].copy(), mode=how
        )
        np.testing.assert_allclose(preprocess(scene, how), expected, atol=1e-5)
    np.testing.assert_array_equal(preprocess(scene, "none")[0], scene)
    assert preprocess(scene, "caffe").flags["C_CONTIGUOUS"]
    blue = preprocess(np.zeros((1, 1, 3), np.uint8), "caffe")[0, 0, 0]
    np.testing.assert_allclose(blue, [-mean for mean in CAFFE_MEANS_BGR], rtol=1e-6)


def test_preprocessing_leaves_the_scene_as_it_is() -> None:
    scene = np.full((4, 4, 3), 200, np.uint8)
    preprocess(scene, "caffe")
    assert (scene == 200).all()


def test_a_copy_of_a_network_shares_nothing_with_it() -> None:
    network = load_network("demo")
    copy = network.copy()
    assert [layer.name for layer in copy.layers][1:] == [
        layer.name for layer in network.model.layers
    ][1:]
    scene = load_scene("cat_coffee", network.input_size)
    before = network.scores(scene)
    np.testing.assert_array_equal(copy(network.preprocess(scene))[0], before)
    for layer in copy.layers:
        if hasattr(layer, "activation"):
            layer.activation = keras.activations.tanh
        layer.set_weights([0 * weight for weight in layer.get_weights()])
    np.testing.assert_array_equal(network.scores(scene), before)


@pytest.mark.parametrize("name", ["alexnet", "none.keras", "none.toml", ""])
def test_a_network_that_there_is_not_is_a_sentence(name: str) -> None:
    with pytest.raises(BadInput):
        NetworkSpec.named(name)


def test_a_file_that_is_no_network_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "mine.keras").write_bytes(b"not a network")
    (tmp_path / "mine.toml").write_text(
        'path = "mine.keras"\ninput_size = [8, 6]\npreprocessing = "none"\nlayer = "conv"\n'
    )
    with pytest.raises(BadInput, match=r"mine\.keras cannot be read as a Keras network"):
        load_network(str(tmp_path / "mine.keras"))


def test_class_names_must_fit_the_outputs(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("one\ntwo\n")
    (tmp_path / "mine.toml").write_text(
        'path = "x.keras"\ninput_size = [8, 6]\npreprocessing = "none"\nlayer = "conv"\n'
        'class_names = "names.txt"\n'
    )
    spec = NetworkSpec.read(tmp_path / "mine.toml")
    assert spec.read_class_names(2) == ("one", "two")
    with pytest.raises(BadInput, match="names 2 classes, but the network has 3"):
        spec.read_class_names(3)


def test_a_layer_without_channels_at_positions_is_a_sentence() -> None:
    network = load_network("demo")
    assert network.find_layer("block5_conv3") == "block5_conv3"
    for layer in ("fc1", "none", "flatten"):
        with pytest.raises(BadInput, match="no convolutional layer"):
            network.find_layer(layer)


def test_scenes_are_never_resized(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "small.png"), np.zeros((10, 20, 3), np.uint8))
    assert load_scene("small", folder=tmp_path).shape == (10, 20, 3)
    with pytest.raises(BadInput, match="20 x 10 pixels, but the network takes 112 x 112"):
        load_scene("small", (112, 112), tmp_path)


def test_scenes_are_red_green_blue(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "blue.png"), np.full((2, 2, 3), (255, 0, 0), np.uint8))
    assert load_scene("blue", folder=tmp_path)[0, 0].tolist() == [0, 0, 255]


def test_a_scene_that_is_no_picture_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(BadInput, match="cannot be read as a picture"):
        load_scene("text", folder=tmp_path)
    with pytest.raises(BadInput, match="no scene 'none'"):
        load_scene("none", folder=tmp_path)
