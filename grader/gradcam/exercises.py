"""The exercises of each blank: the student's functions on given inputs, with one array per picture.

This module runs in the jail, beside the student's code. It holds no golden, no reference and no
secret; its output counts only after the pictures have been compared elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
import importlib
from typing import Any

from grader.core.exercise import Ask, Question, Unusable
from grader.core.text import Message

# Submissions import this module, and in the jail the package's files can no longer be read.
import grader.gradcam.explain  # noqa: F401
from grader.gradcam.pictures import SPAN
from grader.jail.run.student import FILE
from grader.networks.forking import (
    OUT_OF_MEMORY as OUT_OF_MEMORY,
)
from grader.networks.forking import (
    run_without_threads,
    watch_for_graphs_and_threads,
)
from grader.networks.network import Network, open_network
from grader.networks.rebuild import anew, rebuilt
from grader.networks.spec import NetworkSpec
import keras
import numpy as np
from numpy.typing import NDArray
import tensorflow as tf

Activation = Callable[[tf.Tensor], tf.Tensor]


@dataclass(frozen=True)
class Inputs:
    """What the student's functions are given in a case; `image` is (1, H, W, 3), float32."""

    image: tf.Tensor
    class_index: int
    layer: str


@dataclass(frozen=True)
class Given:
    """What every exercise works with: the network and copies of it. It holds no question.

    Each blank has its own network, so that what one blank does to it never affects the next. The
    copies share their weights. They are made when they are first used: the warm process uses all of
    them before it forks, the cold one only those that its exercise needs.
    """

    network: Network

    def inputs(self, question: Question) -> Inputs:
        """A question as the inputs of the student's functions."""
        about = question.about
        image = tf.constant(self.network.preprocess(question.pictures["scene"]))
        return Inputs(image, about["class_index"], about["layer"])

    @cached_property
    def to_explain(self) -> keras.Model:
        """A copy for Grad-CAM."""
        return self.network.copy()

    @cached_property
    def to_guide(self) -> keras.Model:
        """A copy for the guided pipeline."""
        return self.network.copy()

    @cached_property
    def half_elu(self) -> keras.Model:
        """A copy in which half of the ReLUs are ELUs."""
        return with_elus(self.network.model)


def prepare(setup: Mapping[str, Any]) -> Given:
    """Load the network; `setup["network"]` is a NetworkSpec in JSON."""
    return Given(open_network(NetworkSpec.model_validate(setup["network"])))


def warm_up(setup: Mapping[str, Any]) -> Given:
    """The same, with an image passed through every network, so that what TensorFlow builds once is
    built.

    Notebooks import pyplot, which searches for all fonts on first use: that is done once here, too.
    """
    run_without_threads()
    given = prepare(setup)
    importlib.import_module("matplotlib.pyplot")
    black = np.zeros((*given.network.input_size, 3), np.uint8)
    image = tf.constant(given.network.preprocess(black))
    copies = given.to_explain, given.to_guide, given.half_elu
    for model in (given.network.model, *copies):
        gradient_of_all_scores(model, image)
    return given


def watch_for_what_needs_cold() -> Callable[[], bool]:
    """Whether, from now on, the submission makes a graph or starts a thread."""
    return watch_for_graphs_and_threads(FILE)


def run(
    given: Given, solution: Any, asks: Sequence[Ask], questions: Mapping[str, Question]
) -> Iterator[Callable[[], object]]:
    """For each ask, a call that returns the answer of the student's functions."""
    exercises = Exercises(given, solution)
    inputs = {name: given.inputs(question) for name, question in questions.items()}
    for ask in asks:
        yield partial(getattr(exercises, ask.array), inputs[ask.case])


@dataclass(frozen=True)
class Exercises:
    """One method for each raw array: `solution` is the student's module."""

    given: Given
    solution: Any

    # TODO1: on given values and upstream gradients.

    def relu_forward(self, case: Inputs) -> object:
        """(H, W, 3): the activation of values in -SPAN..SPAN."""
        values, _ = signed_inputs(case.image)
        return self.solution.gg_relu(tf.constant(values))

    def relu_gradient(self, case: Inputs) -> object:
        """(H, W, 3): the gradient that the activation passes on, for upstream gradients in
        -SPAN..SPAN.
        """
        return self._guided_gradient(case, tf.float32)

    def relu_gradient_half(self, case: Inputs) -> object:
        """The same in half precision: the gradient must keep the dtype of the values."""
        return self._guided_gradient(case, tf.float16)

    def _guided_gradient(self, case: Inputs, dtype: tf.DType) -> tf.Tensor:
        values, upstream = (tf.constant(given, dtype) for given in signed_inputs(case.image))
        gradient = pull_back(self.solution.gg_relu, values, lambda _: upstream)
        if gradient is not None and gradient.dtype != dtype:
            raise Unusable(
                "dtype",
                Message(
                    "the gradient is {name}, for values of {name2}",
                    name=gradient.dtype.name,
                    name2=dtype.name,
                ),
            )
        return gradient

    # TODO2: with activations that can be told apart without a guided gradient.

    def replaced(self, case: Inputs) -> object:
        """(H, W, 3): gradient of all scores, every ELU, and no ReLU, replaced by `soft_bend`."""
        return gradient_of_all_scores(self._replaced, case.image)

    @cached_property
    def _replaced(self) -> keras.Model:
        return self._replace(self.given.half_elu, keras.activations.elu, soft_bend)

    def _replace(self, model: keras.Model, old: Activation, new: Activation) -> keras.Model:
        replaced = self.solution.replace_activation_layer_in_keras(model, old, new)
        if not callable(getattr(replaced, "get_layer", None)):
            raise Unusable(
                "not_a_model",
                Message("returned {replaced} instead of the model", replaced=describe(replaced)),
            )
        return replaced

    # TODO3 and TODO4: on the plain network.

    def saliency_class(self, case: Inputs) -> object:
        """(H, W, 3): d score / d image."""
        return self.solution.get_class_saliency(
            self.given.network.model, case.image, case.class_index
        )

    def saliency_channels(self, case: Inputs) -> object:
        """(H, W, 3): d (sum over positions of the maximum over channels) / d image."""
        return self.solution.get_saliency(self.given.network.model, case.image, case.layer)

    def grad_cam(self, case: Inputs) -> object:
        """(h, w) of the layer: the class activation map."""
        return self.solution.grad_cam(
            self.given.to_explain, case.image, case.class_index, case.layer
        )

    # PIPELINE: all blanks together. Its Grad-CAM, of the plain network, is that of TODO4.

    @cached_property
    def _guided(self) -> keras.Model:
        return self._replace(self.given.to_guide, keras.activations.relu, self.solution.gg_relu)

    def guided_class(self, case: Inputs) -> object:
        """(H, W, 3): guided backpropagation of the class's score."""
        return self.solution.get_class_saliency(self._guided, case.image, case.class_index)

    def guided_channels(self, case: Inputs) -> object:
        """(H, W, 3): guided backpropagation of the strongest channels."""
        return self.solution.get_saliency(self._guided, case.image, case.layer)


# Students can read this module, so it avoids the very steps that they are to write.


def with_elus(model: keras.Model) -> keras.Model:
    """A copy with ELUs in place of every second ReLU, from the first, and of the last three
    activations.

    It reveals a loop that begins too late, ends too early, or tests for the wrong activation.
    """
    activations = {
        layer.name: config["activation"]
        for layer in model.layers
        if "activation" in (config := layer.get_config())
    }
    relus = [name for name, activation in activations.items() if activation == "relu"]
    chosen = {*relus[::2], *list(activations)[-3:]}
    return rebuilt(
        model, lambda each: anew(each, **{"activation": "elu"} if each.name in chosen else {})
    )


def soft_bend(x: tf.Tensor) -> tf.Tensor:
    """An activation unlike any in a network: a ReLU with a leak and a rounded corner."""
    return 0.3 * x + 0.7 * keras.activations.softplus(x)


def signed_inputs(image: tf.Tensor) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Values and upstream gradients for TODO1, (1, H, W, 3) in -SPAN..SPAN, with all pairs of
    signs.

    The values are the image, nearly centred; the upstream gradients the same, mirrored and negated.
    They exceed 6, where a ReLU6 bends, and their mean is not zero, so that gates at the mean show.
    """
    values = np.asarray(image) - np.mean(image, axis=(1, 2), keepdims=True)
    values += 0.1 * np.abs(values).max()
    values = (SPAN * values / np.abs(values).max()).astype(np.float32)
    return values, -values[:, :, ::-1]


def gradient_of_all_scores(model: keras.Model, image: tf.Tensor) -> tf.Tensor:
    """Gradient with respect to the image, (1, H, W, 3), of a sum of all scores with weights of both
    signs.

    Because it contains all scores, an activation that was put on the last layer by mistake shows as
    well.
    """

    def weights(scores: tf.Tensor) -> tf.Tensor:
        return tf.cos(2.0 * tf.range(scores.shape[-1], dtype=tf.float32))[None]

    return pull_back(lambda given: model(given, training=False), image, weights)


def pull_back(
    function: Callable[[tf.Tensor], tf.Tensor],
    at: tf.Tensor,
    upstream: Callable[[tf.Tensor], tf.Tensor],
) -> tf.Tensor:
    """The gradient that a function passes back at given values, for an upstream gradient of its
    result.
    """
    with tf.GradientTape() as tape:
        tape.watch(at)
        result = function(at)
    return tape.gradient(result, at, output_gradients=upstream(result))


def describe(value: object) -> str:
    """A value in words, for an error: its type, without calling anything of its own."""
    return "nothing (None)" if value is None else f"a {type(value).__name__}"
