"""Networks that are random, wrapped in dicts, or the other way round: mended, or named."""

from __future__ import annotations

from pathlib import Path

from grader.core.errors import BadInput
from grader.networks.network import Network, load_network, open_to_be_guided
from grader.networks.spec import NetworkSpec
import keras
from keras import layers
import numpy as np
import pytest
import tensorflow as tf

from tests.networks.network_forms import CLASSES, HEIGHT, WIDTH

SIZE = (HEIGHT, WIDTH)


@keras.saving.register_keras_serializable("tests")
class Flickers(layers.Layer):
    """A layer of somebody's own, random at every call."""

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        return inputs * tf.random.uniform((), 0.5, 1.5)


def spec_of(model: keras.Model, folder: Path) -> NetworkSpec:
    """The network, saved, and declared beside it."""
    model.save(folder / "mine.keras")
    (folder / "mine.toml").write_text(
        f'path = "mine.keras"\ninput_size = {list(SIZE)}\npreprocessing = "tf"\nlayer = "last"\n'
    )
    return NetworkSpec.read(folder / "mine.toml")


def opened(model: keras.Model, folder: Path) -> Network:
    spec_of(model, folder)
    return load_network(str(folder / "mine.toml"))


def with_inside(*inside: layers.Layer, **options: bool) -> keras.Model:
    """A network with these layers between its picture and its convolutions."""
    x = image = keras.Input((*SIZE, 3))
    for layer in inside:
        x = layer(x, **options)
    x = layers.Conv2D(5, 3, activation="relu", name="last")(x)
    return keras.Model(image, layers.Dense(CLASSES)(layers.GlobalAveragePooling2D()(x)))


def a_picture() -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (*SIZE, 3)).astype(np.uint8)


@pytest.mark.parametrize(
    ("inside", "options"),
    [
        ((layers.RandomFlip(name="odd"), layers.RandomRotation(0.2, name="odder")), {}),
        ((layers.RandomContrast(0.9, name="odd"),), {}),
        ((layers.Dropout(0.5, name="odd"),), {"training": True}),
        ((layers.GaussianNoise(1.0, name="odd"),), {"training": True}),
    ],
    ids=["augmentation", "contrast", "dropout", "noise"],
)
def test_random_layers_are_left_out_and_named(
    tmp_path: Path, inside: tuple[layers.Layer, ...], options: dict[str, bool]
) -> None:
    model = with_inside(*inside, **options)
    tail = keras.Model(model.get_layer("last").input, model.output)
    network, scene = opened(model, tmp_path), a_picture()
    expected = tail(network.preprocess(scene))[0]
    for scores in (network.scores(scene), network.copy()(network.preprocess(scene))[0]):
        np.testing.assert_allclose(scores, expected, rtol=1e-5)
    names = ", ".join(layer.name for layer in inside)
    assert any(
        str(note).endswith(f"every call gives the same answer: {names}.") for note in network.notes
    )


def test_random_layers_of_a_network_inside_are_left_out(tmp_path: Path) -> None:
    augment = keras.Sequential([layers.RandomZoom(0.3, name="odd"), layers.Dropout(0.5)])
    network = opened(keras.Sequential([layers.Input((*SIZE, 3)), augment, with_inside()]), tmp_path)
    scene = a_picture()
    np.testing.assert_array_equal(network.scores(scene), network.scores(scene))
    assert any(": odd." in str(note) for note in network.notes)


def test_dropout_that_is_off_is_no_matter(tmp_path: Path) -> None:
    assert opened(with_inside(layers.Dropout(0.5)), tmp_path).notes == ()


@pytest.mark.parametrize(
    "inside",
    [Flickers(name="odd"), layers.Pipeline([layers.RandomRotation(0.3)], name="odd")],
    ids=["own", "pipeline"],
)
def test_a_random_layer_that_cannot_be_left_out_is_named(
    tmp_path: Path, inside: layers.Layer
) -> None:
    spec = spec_of(with_inside(inside), tmp_path)
    for opening in (
        lambda: load_network(str(tmp_path / "mine.toml")),
        lambda: open_to_be_guided(spec),
    ):
        with pytest.raises(
            BadInput, match="a different answer at every call: its layer odd is random"
        ):
            opening()


def test_scores_in_a_dict_or_list_of_one_are_taken_out(tmp_path: Path) -> None:
    model = with_inside()
    scene, image = a_picture(), model.inputs[0]
    for inputs, outputs in [
        (image, {"scores": model.outputs[0]}),
        (image, [model.outputs[0]]),
        ({"image": image}, model.outputs[0]),
        ([image], (model.outputs[0],)),
    ]:
        network = opened(keras.Model(inputs, outputs), tmp_path)
        expected = model(network.preprocess(scene))[0]
        np.testing.assert_allclose(network.scores(scene), expected, rtol=1e-5)
        assert network.class_names == ("class 0", "class 1", "class 2")


def test_scores_and_something_else_are_a_sentence(tmp_path: Path) -> None:
    model = with_inside()
    two = keras.Model(
        model.inputs, {"scores": model.output, "maps": model.get_layer("last").output}
    )
    with pytest.raises(BadInput, match="where the scores of one batch are expected"):
        opened(two, tmp_path)


def test_channels_that_come_first_are_named(tmp_path: Path) -> None:
    image = keras.Input((*SIZE, 3))
    x = layers.Permute((3, 1, 2))(image)
    x = layers.Conv2D(5, 3, activation="relu", data_format="channels_first", name="odd")(x)
    x = layers.GlobalAveragePooling2D(data_format="channels_first")(x)
    with pytest.raises(BadInput, match="The channels of odd come first"):
        opened(keras.Model(image, layers.Dense(CLASSES)(x)), tmp_path)
