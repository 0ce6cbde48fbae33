"""Two small networks on one trunk, and the question of a case, to run exercises in this process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cam_family.exercises import Exercises, Inputs
from cam_family.networks import Networks
from grader.core.blank import Blank, Picture, Pixels
from grader.core.exercise import Question, Unusable
from grader.jail.run.load import load
from grader.jail.run.student import as_array
from grader.networks.network import Network
from grader.networks.spec import NetworkSpec
import keras
import numpy as np

SIZE = 30, 24
CLASSES = 7


def small_networks(seed: int = 0) -> Networks:
    """Three convolutions, a pooling and dense layers; and, on the last of them, a pooled head."""
    keras.utils.set_random_seed(seed)
    options = {"activation": "relu", "padding": "same", "bias_initializer": "random_normal"}
    image = keras.Input((*SIZE, 3))
    x = keras.layers.Conv2D(6, 3, strides=2, name="one", **options)(image)
    x = keras.layers.Conv2D(12, 3, strides=3, name="two", **options)(x)
    last = keras.layers.Conv2D(12, 3, name="three", **options)(x)
    x = keras.layers.Flatten()(keras.layers.MaxPooling2D(2)(last))
    x = keras.layers.Dense(16, activation="relu")(x)
    model = keras.Model(image, keras.layers.Dense(CLASSES)(x))
    x = keras.layers.GlobalAveragePooling2D()(last)
    pooled = keras.Model(image, keras.layers.Dense(CLASSES, bias_initializer="random_normal")(x))
    spec = NetworkSpec(name="small", input_size=SIZE, preprocessing="none", layer="three")
    return Networks(Network(spec, model), pooled)


def question(class_index: int, seed: int, box: tuple[int, ...] = (3, 4, 15, 20)) -> Question:
    """A scene of noise in blocks, and what is asked about it."""
    blocks = np.random.default_rng(seed).integers(0, 256, (5, 4, 3), np.uint8)
    scene = blocks.repeat(6, axis=0).repeat(6, axis=1)
    about = {"class_index": class_index, "layer": "three", "patch": 9, "stride": 7, "box": box}
    return Question(about, {"scene": scene})


@dataclass(frozen=True)
class Runner:
    """Runs the exercises of a submission on the small networks."""

    networks: Networks
    questions: dict[str, Question]
    made: dict[str, Any] = field(default_factory=dict)

    def goldens(
        self, reference: bytes, blank: Blank
    ) -> tuple[dict[tuple[str, str], Pixels], dict[tuple[str, str], tuple[int, ...]]]:
        """The reference's pictures, and the shapes of its arrays; made once."""
        if blank.id not in self.made:
            solution = load(reference).module
            arrays = {
                (case, name): np.asarray(getattr(Exercises(solution, self.inputs(asked)), name)())
                for case, asked in self.questions.items()
                for name in blank.pictures
            }
            drawn = {
                (case, name): blank.pictures[name].drawn({name: array}, self.questions[case])
                for (case, name), array in arrays.items()
            }
            self.made[blank.id] = drawn, {at: array.shape for at, array in arrays.items()}
        return self.made[blank.id]

    def pictures(
        self, source: bytes, blank: Blank, like: dict[tuple[str, str], tuple[int, ...]]
    ) -> dict[tuple[str, str], Pixels | str]:
        """Each picture of a blank, or in words why there is none; `like` has the arrays' shapes."""
        solution = load(source).module
        found: dict[tuple[str, str], Pixels | str] = {}
        for case, asked in self.questions.items():
            exercises = Exercises(solution, self.inputs(asked))
            for name, picture in blank.pictures.items():
                found[case, name] = _picture(exercises, picture, asked, like[case, name])
        return found

    def inputs(self, asked: Question) -> Inputs:
        about = asked.about
        image = (asked.pictures["scene"][None].astype(np.float32) - 128) / 4
        names = ("class_index", "layer", "patch", "stride", "box")
        return Inputs(self.networks, image, *(about[name] for name in names))


def _picture(
    exercises: Exercises, picture: Picture, asked: Question, shape: tuple[int, ...]
) -> Pixels | str:
    try:
        array = as_array(getattr(exercises, picture.name)(), shape)
    except (Unusable, Exception) as error:
        return f"{type(error).__name__}: {error}"
    drawn = picture.drawn({picture.name: array}, asked)
    return "not finite" if drawn is None else drawn
