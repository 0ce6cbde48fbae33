"""The catalogue: each entry is a whole submission, each mistake shows, and no right answer does.

Everything runs in this process, on a small random network whose three cases have what it takes to
tell all mistakes apart: a score and a class that is not the best, a negative score, a map without
a zero and one with nothing else. The real cases are chosen when the goldens are made.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
import re

import cv2
from grader.core.blank import Pixels
from grader.core.errors import BadInput
from grader.core.exercise import Question, Unusable
from grader.goldens.catalogue import (
    Mistake,
    RightAnswer,
    read_mistakes,
    read_right_answers,
    submission_with,
)
from grader.goldens.compare import share_beyond
from grader.gradcam import bands
from grader.gradcam.blanks import BLANKS
from grader.gradcam.exercises import Exercises, Given, Inputs
from grader.gradcam.subject import SUBJECT
from grader.jail.run.load import load
from grader.jail.run.student import as_array
from grader.networks.network import Network
from grader.networks.spec import NetworkSpec
import keras
import numpy as np
from numpy.typing import NDArray
import pytest
import tensorflow as tf

from tests.goldens.no_picture import NO_PICTURE

REFERENCE = SUBJECT.reference.read_text("utf-8")
MISTAKES = read_mistakes(SUBJECT.catalogue)
RIGHT_ANSWERS = read_right_answers(SUBJECT.catalogue)
SIZE = (64, 64)
BLANK = {blank.id: blank for blank in BLANKS}
ARRAYS = {
    blank.id: tuple(
        dict.fromkeys(array for picture in blank.pictures.values() for array in picture.arrays)
    )
    for blank in BLANKS
}
DRAWN = Question({"bgr": True}, {"scene": np.zeros((*SIZE, 3), np.uint8)})
"""All that drawing a picture asks of a question."""

ONE_PER_MILLE = 66  # of 65535 levels
CLEARLY = 0.01  # of the pixels
CASES = {"best": (2, "block3_conv3"), "negative": (6, "block4_conv3"), "empty": (0, "block4_conv3")}
Answer = Mapping[tuple[str, str], NDArray[np.float32] | str]


@dataclass(frozen=True)
class SmallNetwork:
    """Runs submissions on the small network, each once."""

    network: Network
    questions: Mapping[str, Inputs]
    answers: dict[tuple[bytes, str], Answer] = field(default_factory=dict)

    def asked(self, blank: str) -> Mapping[str, Inputs]:
        """What a blank is asked: only of TODO4 all, and of PIPELINE, which is slow, one."""
        count = {"TODO4": 3, "PIPELINE": 1}.get(blank, 2)
        return dict(list(self.questions.items())[:count])

    def pictures(self, source: bytes, blank: str) -> Mapping[tuple[str, str], Pixels | None]:
        """The pictures of a blank; None where there is no array to make one of."""
        answer = self.answer(source, blank)
        pictures = {}
        for case in self.asked(blank):
            arrays = {
                name: array
                for (of, name), array in answer.items()
                if of == case and not isinstance(array, str)
            }
            for name, picture in BLANK[blank].pictures.items():
                pictures[case, name] = picture.drawn(arrays, DRAWN)
        return pictures

    def answer(self, source: bytes, blank: str) -> Answer:
        """Each raw array of a blank, or in words why there is none."""
        key = (source, blank)
        if key not in self.answers:
            with undisturbed(self.network.model):
                exercises = Exercises(Given(self.network), load(source).module)
                self.answers[key] = {
                    (case, array): self._ask(exercises, question, array)
                    for case, question in self.asked(blank).items()
                    for array in ARRAYS[blank]
                }
        return self.answers[key]

    def _ask(self, exercises: Exercises, question: Inputs, array: str) -> NDArray[np.float32] | str:
        map_shape = self.network.model.get_layer(question.layer).output.shape[1:3]
        shapes = {"grad_cam": map_shape, "grad_cam_empty": map_shape, "replaced_layers": bands.SIZE}
        shape = shapes.get(array, (*SIZE, 3))
        try:
            answer = as_array(getattr(exercises, array)(question), shape)
        except (Unusable, Exception) as error:
            return f"{type(error).__name__}: {error}"
        return answer if np.isfinite(answer).all() else "not finite"


@contextmanager
def undisturbed(model: keras.Model) -> Iterator[None]:
    """Give back the activations that a submission replaced: in the jail each has its own model."""
    before = [(layer, layer.activation) for layer in model.layers if hasattr(layer, "activation")]
    yield
    for layer, activation in before:
        if layer.activation is not activation:
            layer.activation = activation


def small_network() -> keras.Model:
    """VGG16's layers under VGG16's names, eight channels wide, with random weights and biases."""
    seeds = keras.random.SeedGenerator(2)
    he = keras.initializers.HeNormal(seeds)
    bent = {
        "activation": "relu",
        "kernel_initializer": he,
        "bias_initializer": keras.initializers.RandomNormal(stddev=3.0, seed=seeds),
    }
    x = scene = keras.Input((*SIZE, 3))
    for block, convolutions in enumerate((2, 2, 3, 3, 3), start=1):
        for place in range(1, convolutions + 1):
            name = f"block{block}_conv{place}"
            x = keras.layers.Conv2D(8, 3, padding="same", name=name, **bent)(x)
        x = keras.layers.MaxPooling2D(2, name=f"block{block}_pool")(x)
    x = keras.layers.Flatten(name="flatten")(x)
    for name in ("fc1", "fc2"):
        x = keras.layers.Dense(8, name=name, **bent)(x)
    scores = keras.layers.Dense(7, kernel_initializer=he, name="predictions")(x)
    return keras.Model(scene, scores)


@pytest.fixture(scope="module")
def small() -> SmallNetwork:
    spec = NetworkSpec(name="small", input_size=SIZE, preprocessing="caffe", layer="block5_conv3")
    network = Network(spec, small_network())
    coarse = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    scene = cv2.resize(coarse, SIZE, interpolation=cv2.INTER_CUBIC)
    image = tf.constant(network.preprocess(np.asarray(scene, np.uint8)))
    return SmallNetwork(network, {name: Inputs(image, *asked) for name, asked in CASES.items()})


def entry_id(entry: Mistake | RightAnswer) -> str:
    return entry.id


def functions_of(source: str) -> dict[str, str]:
    return {
        statement.name: ast.dump(statement)
        for statement in ast.parse(source).body
        if isinstance(statement, ast.FunctionDef)
    }


def differs(picture: Pixels | None, golden: Pixels | None) -> float:
    """The share of pixels beyond a thousandth of the range; 1 where there is no picture."""
    assert golden is not None
    return 1.0 if picture is None else share_beyond(picture, golden, ONE_PER_MILLE)


def test_there_are_many_of_each() -> None:
    mistakes, right_answers = MISTAKES, RIGHT_ANSWERS
    for blank in ("TODO1", "TODO2", "TODO3", "TODO4"):
        assert sum(mistake.blank == blank for mistake in mistakes) >= 15
        assert sum(answer.blank == blank for answer in right_answers) >= 10


def test_ids_are_unique() -> None:
    ids = [entry.id for entry in (*MISTAKES, *RIGHT_ANSWERS)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("mistake", MISTAKES, ids=entry_id)
def test_hint_is_one_or_two_sentences_without_code(mistake: Mistake) -> None:
    assert 40 <= len(mistake.hint) <= 220
    assert 1 <= len(re.findall(r"[.?](?= |$)", mistake.hint)) <= 2
    assert not re.search(r"[{}%\n]|tf\.|keras\.|==|axis ?=|\w\(\w*\)", mistake.hint)
    assert mistake.hint.isprintable()
    assert mistake.source


@pytest.mark.parametrize("entry", (*MISTAKES, *RIGHT_ANSWERS), ids=entry_id)
def test_submission_differs_from_the_reference_in_its_blank_alone(
    entry: Mistake | RightAnswer,
) -> None:
    source = entry.submission(REFERENCE)
    compile(source, entry.id, "exec")
    theirs = functions_of(source.decode("utf-8-sig").replace("\r\n", "\n"))
    for name, function in functions_of(REFERENCE).items():
        if name not in BLANK[entry.blank].functions:
            assert theirs[name] == function


@pytest.mark.parametrize("answer", RIGHT_ANSWERS, ids=entry_id)
def test_right_answer_makes_the_pictures_of_the_reference(
    small: SmallNetwork, answer: RightAnswer
) -> None:
    source = answer.submission(REFERENCE)
    for blank in (answer.blank, "PIPELINE"):
        goldens = small.pictures(REFERENCE.encode(), blank)
        for key, picture in small.pictures(source, blank).items():
            assert differs(picture, goldens[key]) == 0, (key, small.answer(source, blank))


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
def test_mistake_shows(small: SmallNetwork, mistake: Mistake) -> None:
    goldens = small.pictures(REFERENCE.encode(), mistake.blank)
    pictures = small.pictures(mistake.submission(REFERENCE), mistake.blank)
    seen = {key: picture for key, picture in pictures.items() if picture is not None}
    answer = small.answer(mistake.submission(REFERENCE), mistake.blank)
    assert bool(seen) == (mistake.id not in NO_PICTURE), answer
    if not seen:
        slips = ("NameError", "ImportError", "ModuleNotFoundError", "SyntaxError")
        assert not [words for words in map(str, answer.values()) if words.startswith(slips)]
        return
    assert max(differs(picture, goldens[key]) for key, picture in seen.items()) > CLEARLY


@pytest.mark.parametrize("mistake", MISTAKES[::25], ids=entry_id)
def test_mistake_leaves_the_other_blanks_alone(small: SmallNetwork, mistake: Mistake) -> None:
    source = mistake.submission(REFERENCE)
    for blank in {"TODO1", "TODO2", "TODO3", "TODO4"} - {mistake.blank}:
        goldens = small.pictures(REFERENCE.encode(), blank)
        for key, picture in small.pictures(source, blank).items():
            assert differs(picture, goldens[key]) == 0


@pytest.mark.parametrize("blank", ["TODO1", "TODO2", "TODO3", "TODO4"])
def test_mistakes_with_the_same_pictures_have_the_same_hint(
    small: SmallNetwork, blank: str
) -> None:
    hints: dict[bytes, str] = {}
    for mistake in MISTAKES:
        # There is one scene here, in which one class is always the best, and one the worst.
        if mistake.blank != blank or "_always_class_" in mistake.id:
            continue
        pictures = small.pictures(mistake.submission(REFERENCE), blank).values()
        seen = [picture for picture in pictures if picture is not None]
        if len(seen) == len(pictures):
            look = b"".join((picture // ONE_PER_MILLE).tobytes() for picture in seen)
            assert hints.setdefault(look, mistake.hint) == mistake.hint, mistake.id


def test_each_that_makes_no_picture_is_in_the_catalogue() -> None:
    assert {mistake.id for mistake in MISTAKES} >= NO_PICTURE


def test_code_that_stands_for_nothing_is_refused() -> None:
    with pytest.raises(BadInput):
        submission_with(REFERENCE, "def gg_rely(x):\n    return x\n")
