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

import cv2
from grader.core.exercise import Ask, Question, Unusable
from grader.core.text import Message
from grader.gradcam.calling import activation, call, gradient_came_back, not_resized

# Submissions import this module, and in the jail the package's files can no longer be read.
import grader.gradcam.explain  # noqa: F401
from grader.gradcam.telling import network_against_all, slopes_of, telling_network
from grader.gradcam.trials import (
    gradient_of_all_scores,
    pull_back,
    signed_inputs,
    soft_bend,
    with_elus,
)
from grader.jail.run.crash import FILE
from grader.networks.forking import (
    OUT_OF_MEMORY as OUT_OF_MEMORY,
)
from grader.networks.forking import (
    run_without_threads,
    watch_for_graphs_and_threads,
)
from grader.networks.network import Network, open_network
from grader.networks.spec import NetworkSpec
import keras
import numpy as np
import tensorflow as tf

Activation = Callable[[tf.Tensor], tf.Tensor]
WINDOWS = "imshow", "namedWindow", "waitKey", "destroyAllWindows"
"""What OpenCV opens windows by."""


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
    def to_look_into(self) -> keras.Model:
        """A copy for the saliency of channels: what the one of classes does, it never sees."""
        return self.network.copy()

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

    @cached_property
    def telling(self) -> keras.Model:
        """A small network, in whose picture every layer's activation has a band of its own."""
        return telling_network()


def prepare(setup: Mapping[str, Any]) -> Given:
    """Load the network; `setup["network"]` is a NetworkSpec in JSON."""
    for name in WINDOWS:
        setattr(cv2, name, no_window)
    return Given(open_network(NetworkSpec.model_validate(setup["network"])))


def warm_up(setup: Mapping[str, Any]) -> Given:
    """The same, with all copies made, and an image passed through, so that what TensorFlow builds
    once is built.

    Notebooks import pyplot, which searches for all fonts on first use: that is done once here, too.
    """
    run_without_threads()
    given = prepare(setup)
    importlib.import_module("matplotlib.pyplot")
    black = np.zeros((*given.network.input_size, 3), np.uint8)
    image = tf.constant(given.network.preprocess(black))
    # The copies are made here, once for all children. Passes through two of the five networks build
    # all that there is to build: the others are of the same layers.
    made = (
        given.network.model,
        given.to_look_into,
        given.to_explain,
        given.to_guide,
        given.half_elu,
    )
    for model in (made[0], made[-1]):
        gradient_of_all_scores(model, image)
    slopes_of(given.telling)
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
        return activation(self.solution, tf.constant(values))

    def relu_gradient(self, case: Inputs) -> object:
        """(H, W, 3): what the activation passes back of upstream gradients in -SPAN..SPAN."""
        return self._guided_gradient(case, tf.float32)

    def relu_gradient_half(self, case: Inputs) -> object:
        """The same in half precision: the gradient must keep the dtype of the values."""
        return self._guided_gradient(case, tf.float16)

    def _guided_gradient(self, case: Inputs, dtype: tf.DType) -> tf.Tensor:
        values, upstream = (tf.constant(given, dtype) for given in signed_inputs(case.image))
        own = partial(activation, self.solution)
        gradient = gradient_came_back(pull_back(own, values, lambda _: upstream))
        if gradient.dtype != dtype:
            raise Unusable(
                "dtype",
                Message(
                    "the gradient is {name}, for values of {name2}",
                    name=gradient.dtype.name,
                    name2=dtype.name,
                ),
            )
        return gradient

    # TODO2: with activations that need no guided gradient to be told apart.

    def replaced(self, case: Inputs) -> object:
        """(H, W, 3): gradient of all scores, every ELU, and no ReLU, replaced by `soft_bend`."""
        return gradient_of_all_scores(self._replaced, case.image)

    def replaced_layers(self, case: Inputs) -> object:
        """`bands.SIZE`: each layer's slope, in a network that tells them apart."""
        return slopes_of(self._replaced_telling)

    @cached_property
    def _replaced(self) -> keras.Model:
        return self._replace(self.given.half_elu, keras.activations.elu, soft_bend)

    @cached_property
    def _replaced_telling(self) -> keras.Model:
        return self._replace(self.given.telling, keras.activations.elu, soft_bend)

    def _replace(self, model: keras.Model, old: Activation, new: Activation) -> keras.Model:
        replaced = call(self.solution, "replace_activation_layer_in_keras", model, old, new)
        if not callable(getattr(replaced, "get_layer", None)):
            raise Unusable(
                "not_a_model",
                Message("returned {replaced} instead of the model", replaced=describe(replaced)),
            )
        return replaced

    # TODO3 and TODO4: on the plain network.

    def saliency_class(self, case: Inputs) -> object:
        """(H, W, 3): d score / d image."""
        return self._class_saliency(self.given.network.model, case)

    def saliency_channels(self, case: Inputs) -> object:
        """(H, W, 3): d (sum over positions of the maximum over channels) / d image."""
        return self._channel_saliency(self.given.to_look_into, case)

    def grad_cam(self, case: Inputs) -> object:
        """(h, w) of the layer: the class activation map."""
        return self._grad_cam(self.given.to_explain, case)

    def grad_cam_empty(self, case: Inputs) -> object:
        """(h, w) of the layer: the same where nothing speaks for the class, zero everywhere."""
        return self._grad_cam(network_against_all(self.given.to_explain, case.layer), case)

    def _class_saliency(self, model: keras.Model, case: Inputs) -> object:
        return call(self.solution, "get_class_saliency", model, case.image, case.class_index)

    def _channel_saliency(self, model: keras.Model, case: Inputs) -> object:
        return call(self.solution, "get_saliency", model, case.image, case.layer)

    def _grad_cam(self, model: keras.Model, case: Inputs) -> object:
        given = model, case.image, case.class_index, case.layer
        shape = tuple(model.get_layer(case.layer).output.shape[1:3])
        size = tuple(case.image.shape[1:3])
        return not_resized(call(self.solution, "grad_cam", *given), size, shape)

    # PIPELINE: all blanks together. Its Grad-CAM, of the plain network, is that of TODO4.

    @cached_property
    def _guided(self) -> keras.Model:
        return self._replace(self.given.to_guide, keras.activations.relu, self.solution.gg_relu)

    def guided_class(self, case: Inputs) -> object:
        """(H, W, 3): guided backpropagation of the class's score."""
        return self._class_saliency(self._guided, case)

    def guided_channels(self, case: Inputs) -> object:
        """(H, W, 3): guided backpropagation of the strongest channels."""
        return self._channel_saliency(self._guided, case)


def no_window(*_: object, **__: object) -> None:
    """Stands for what opens a window, which would end the process. Raises RuntimeError."""
    raise RuntimeError(
        "No window can open here. Keep cv2.imshow and its like out of the functions, below "
        'if __name__ == "__main__".'
    )


def describe(value: object) -> str:
    """A value in words, for an error: its type, without calling anything of its own."""
    return "nothing (None)" if value is None else f"a {type(value).__name__}"
