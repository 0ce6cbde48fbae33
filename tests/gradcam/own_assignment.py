"""An instructor's own assignment: a scene and a network that are not in the repository."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import cv2
from grader.core.assignment import DEFAULT
import grader.networks.quiet_tensorflow  # noqa: F401  (before Keras, which imports it)
import keras
from keras import layers

HEIGHT, WIDTH = 48, 64
NETWORK = f"""
path = "mine.keras"
input_size = [{HEIGHT}, {WIDTH}]
preprocessing = "tf"
class_names = "names.txt"
layer = "third"
"""
ONE_CASE = """
[[case]]
name = "cup-top1"
scene = "cup"
class = "top1"
layer = "third"
"""
MORE_CASES = """
[[case]]
name = "cup-last"
scene = "cup"
class = "top4"
layer = "second"

[[case]]
name = "cup-second"
scene = "cup"
class = "blue"
layer = "second"
"""


def copy_assignment(folder: Path, cases: str) -> Path:
    """A copy of the project's own assignment.toml, edited as an instructor would."""
    text, _, _ = DEFAULT.read_text("utf-8").partition("# Each case marks")
    for old, new in (
        ('network = "demo"', 'network = "mine.toml"'),
        ('goldens = "../expected_outputs"', 'goldens = "expected"'),
    ):
        assert old in text
        text = text.replace(old, new)
    path = folder / "assignment.toml"
    path.write_text(text + cases, "utf-8")
    return path


def write_network(folder: Path) -> None:
    """A nested network with a softmax at its end, and what is declared of it."""
    keras.utils.set_random_seed(20)
    first = {"padding": "same", "kernel_initializer": "he_normal", "bias_initializer": "he_normal"}
    # It sees nothing in some places, and with this seed the map of "blue" is zero everywhere.
    second = {**first, "bias_initializer": keras.initializers.Constant(-1.0)}
    base = keras.Sequential(
        [
            layers.Conv2D(12, 3, activation="relu", name="first", **first),
            layers.MaxPooling2D(),
            layers.Conv2D(12, 3, name="second_linear", **second),
            layers.ReLU(name="second"),
            layers.MaxPooling2D(),
            layers.Conv2D(12, 3, activation="relu", name="third", **first),
        ],
        name="base",
    )
    image = keras.Input((HEIGHT, WIDTH, 3))
    x = layers.Dense(24, activation="relu", kernel_initializer="he_normal")(
        layers.Flatten()(base(image))
    )
    model = keras.Model(image, layers.Dense(4, activation="softmax", name="scores")(x))
    model.save(folder / "mine.keras")
    (folder / "mine.toml").write_text(NETWORK, "utf-8")
    (folder / "names.txt").write_text("red\ngreen\nblue\ngrey\n", "utf-8")


def write_scene(folder: Path) -> None:
    """A part of a sample photograph, at the network's size."""
    with as_file(files("skimage") / "data" / "coffee.png") as path:
        photograph = cv2.imread(str(path))
    assert photograph is not None
    scene = cv2.resize(photograph[40:340, 150:550], (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    (folder / "scenes").mkdir()
    cv2.imwrite(str(folder / "scenes" / "cup.png"), scene)
