"""A network of one's own: what is declared is checked, and what does not fit is a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
import json
from pathlib import Path
import re

from grader.core.errors import BadInput
from grader.gradcam.drawings import draw_all
from grader.gradcam.explain import Blanks
from grader.networks.network import load_network, open_to_be_guided
from grader.networks.spec import IMAGENET_CLASSES, VGG16_WEIGHTS, NetworkSpec
from grader.networks.unguided import guiding_note
import keras
from keras import layers
import numpy as np
from PIL import Image
import pytest

import reference_solution as reference
from tests.networks.network_forms import CLASSES, HEIGHT, WIDTH, built_of, inside, sequential

BLANKS = Blanks(
    reference.gg_relu,
    reference.replace_activation_layer_in_keras,
    reference.get_class_saliency,
    reference.get_saliency,
    reference.grad_cam,
)


def declare(folder: Path, model: keras.Model, **changes: object) -> str:
    """Save a network and its .toml; the path of the network."""
    model.save(folder / "mine.keras")
    table: dict[str, object] = {
        "path": "mine.keras",
        "input_size": [HEIGHT, WIDTH],
        "preprocessing": "tf",
        "layer": "last",
    }
    lines = (f"{key} = {json.dumps(value)}" for key, value in (table | changes).items())
    (folder / "mine.toml").write_text("\n".join(lines))
    return str(folder / "mine.keras")


def scene(folder: Path) -> str:
    pixels = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    Image.fromarray(pixels).save(folder / "scene.png")
    return str(folder / "scene.png")


def test_a_picture_that_is_not_square_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "names.txt").write_text("cat\ndog\nbird\n")
    mine = declare(tmp_path, inside(), class_names="names.txt")
    drawn = draw_all(BLANKS, scene(tmp_path), "dog", "", mine)
    assert drawn.todo == () and len(drawn.pictures) == 9
    assert {picture.shape for picture in drawn.pictures.values()} == {(HEIGHT, WIDTH, 3)}
    said = capsys.readouterr().out
    assert (
        "The softmax of its last layer, scores, is removed, so that scores are explained." in said
    )
    assert re.search(r"Explaining class dog, score .*, number \d of 3; layer last\.", said)


def test_a_saved_network_without_input_layer_is_explained(tmp_path: Path) -> None:
    mine = declare(tmp_path, sequential())
    drawn = draw_all(BLANKS, scene(tmp_path), "top1", "", mine)
    assert drawn.todo == () and len(drawn.pictures) == 9


def test_functional_relus_survive_saving(tmp_path: Path) -> None:
    network = load_network(declare(tmp_path, built_of(keras.ops.relu)))
    activations = [getattr(layer, "activation", None) for layer in network.model.layers]
    assert activations.count(keras.activations.relu) == 2
    assert network.notes == ()


def test_guided_pictures_are_never_silently_plain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = declare(tmp_path, built_of(lambda x: layers.LeakyReLU()(x)))
    draw_all(BLANKS, scene(tmp_path), "top1", "", mine)
    assert "none of the network's layers is a ReLU" in capsys.readouterr().out
    with pytest.raises(BadInput, match=r"does not suit this assignment.*\(LeakyReLU\)"):
        open_to_be_guided(NetworkSpec.named(mine))


def test_a_network_of_relus_and_others_names_the_others() -> None:
    image = keras.Input((HEIGHT, WIDTH, 3))
    x = layers.Conv2D(4, 3, activation="relu")(image)
    for number in range(8):
        x = layers.Conv2D(4, 1, activation="gelu", name=f"gelu{number}")(x)
    x = layers.Dense(CLASSES)(layers.GlobalAveragePooling2D()(x))
    note = str(guiding_note(keras.Model(image, x)))
    assert "the gradient passes unguided: gelu0 (gelu), " in note
    assert note.endswith("gelu5 (gelu), … (+2).")


def unbuilt() -> keras.Model:
    return keras.Sequential([layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2)])


def of(shape: Sequence[int | None], *more: layers.Layer) -> Callable[[], keras.Model]:
    """A maker of a network with an input of that shape."""
    first = layers.Conv2D(4, 3, activation="relu", name="last")
    return lambda: keras.Sequential([layers.Input(shape), first, *more])


def two_inputs() -> keras.Model:
    one, two = keras.Input((HEIGHT, WIDTH, 3)), keras.Input((HEIGHT, WIDTH, 3))
    added = layers.Flatten()(layers.Add()([one, two]))
    return keras.Model([one, two], layers.Dense(2)(added))


@pytest.mark.parametrize(
    ("build", "declared", "words"),
    [
        (
            inside,
            {"input_size": [WIDTH, HEIGHT]},
            r"says \[16, 24\], but the network takes \[24, 16\]",
        ),
        (
            inside,
            {"layer": "conv9"},
            "no convolutional layer 'conv9'. Its convolutional layers end with",
        ),
        (inside, {"class_names": "names.txt"}, "names 2 classes, but the network has 3 outputs"),
        (inside, {"class_names": "none.txt"}, "class names of network mine cannot be read"),
        (inside, {"preprocessing": "vgg"}, "preprocessing is 'vgg', but must be 'caffe'"),
        (inside, {"input_size": [24]}, "input_size"),
        (inside, {"path": "other.keras"}, "should be in .*other.keras, but there is no such file"),
        (inside, {"weights": "mine.h5"}, "either the path of a network or the weights of VGG16"),
        (unbuilt, {}, "saved before it had any weights. Begin it with keras.Input"),
        (two_inputs, {}, "where one batch of RGB pictures"),
        (of((HEIGHT, WIDTH, 1)), {}, r"takes \(None, 24, 16, 1\), where one batch of RGB"),
        (of((HEIGHT, WIDTH, 3)), {}, "where the scores of one batch are expected"),
        (
            of((HEIGHT, WIDTH, 3), layers.GlobalMaxPooling2D(), layers.LayerNormalization()),
            {"layer": "none"},
            "no convolutional layer",
        ),
    ],
)
def test_what_does_not_fit_is_a_sentence(
    tmp_path: Path, build: Callable[[], keras.Model], declared: dict[str, object], words: str
) -> None:
    (tmp_path / "names.txt").write_text("cat\ndog\n")
    mine = declare(tmp_path, build(), **declared)
    with pytest.raises(BadInput, match=words):
        draw_all(BLANKS, scene(tmp_path), "top1", "", mine)


def test_a_softmax_that_cannot_be_taken_off_is_refused(tmp_path: Path) -> None:
    end = (layers.GlobalAveragePooling2D(), layers.Softmax(), layers.Reshape((4,)))
    mine = declare(tmp_path, of((HEIGHT, WIDTH, 3), *end)())
    with pytest.raises(BadInput, match=r"gives probabilities.* without activation='softmax'"):
        draw_all(BLANKS, scene(tmp_path), "top1", "", mine)


def test_keras_2_files_are_a_sentence(tmp_path: Path) -> None:
    mine = declare(tmp_path, inside())
    (tmp_path / "mine.keras").write_bytes(b"\x89HDF\r\n\x1a\n, or anything else")
    with pytest.raises(BadInput, match="must be a file written by Keras 3"):
        load_network(mine)


def test_imagenet_classes_have_names_once_their_index_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    spec = NetworkSpec.named("vgg16")
    assert spec.weights == tmp_path / "models" / VGG16_WEIGHTS
    assert spec.read_class_names(2) == ("class 0", "class 1")
    (tmp_path / "models").mkdir()
    index = {"0": ["n01440764", "tench"], "1": ["n01443537", "great_white_shark"]}
    (tmp_path / "models" / IMAGENET_CLASSES).write_text(json.dumps(index))
    assert NetworkSpec.named("vgg16").read_class_names(2) == ("tench", "great white shark")
    (tmp_path / "models" / IMAGENET_CLASSES).write_text("{}[")
    with pytest.raises(BadInput, match="class names of network vgg16 cannot be read"):
        NetworkSpec.named("vgg16").read_class_names(2)
