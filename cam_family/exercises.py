"""What is run for each blank: the student's functions on given inputs, an array for each picture.

This module runs in the jail, beside the student's code. It holds no golden, no reference and no
secret: what comes out of it is believed only after the pictures have been compared elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
import importlib
from typing import Any

import cam_family.explain  # noqa: F401  (a submission imports it, when no file can be read)
from cam_family.given import STRONGEST, Floats, activations_and_gradients
from cam_family.networks import Networks
from cam_family.pictures import resize_map
from cam_family.whole import Whole
from cam_family.worth import hits, iou
from grader.core.exercise import Ask, Question
from grader.jail.run.crash import FILE
from grader.jail.run.student import as_array
from grader.networks import forking
from grader.networks.spec import NetworkSpec
import numpy as np

ENLARGED = 5, 7
"""How many times larger than the layer the masks are, down and across.

Both are odd, so a pixel of the mask lies on the middle of each cell, and each channel keeps its
minimum and maximum: the masks are the same whether they are stretched first or enlarged first.
"""

OUT_OF_MEMORY = forking.OUT_OF_MEMORY

CHANNELS, RAISED = 9, 0.25
"""Channels for which masks are asked, and by what share of their maximum some are raised."""


@dataclass(frozen=True)
class Inputs:
    """What the student's functions are given in a case.

    `image` is (1, H, W, 3), float32, preprocessed; `patch` and `stride` are those of occlusion, in
    pixels; `box` is the object's own, for the pipeline.
    """

    networks: Networks
    image: Floats
    class_index: int
    layer: str
    patch: int
    stride: int
    box: tuple[int, int, int, int]

    @cached_property
    def _given(self) -> tuple[Floats, Floats]:
        model = self.networks.network.model
        return activations_and_gradients(model, self.image, self.class_index, self.layer)

    @property
    def activations(self) -> Floats:
        """(h, w, K), a copy each time: what one exercise does to it never reaches the next."""
        return self._given[0].copy()

    @property
    def gradients(self) -> Floats:
        """(h, w, K), a copy each time."""
        return self._given[1].copy()

    @property
    def channels(self) -> Floats:
        """A few channels for masks, (h, w, CHANNELS): one without a value, some without a zero."""
        activations = self._given[0]
        order = np.argsort(-activations.std(axis=(0, 1)), kind="stable")
        chosen = activations[..., order[:CHANNELS]].copy()
        chosen[..., ::3] += RAISED * chosen.max(axis=(0, 1))[::3]
        chosen[..., CHANNELS // 2] = 0
        return chosen

    @property
    def channel_scores(self) -> Floats:
        """(K,): how much each channel adds to the score, to first order."""
        return np.asarray((self._given[0] * self._given[1]).sum(axis=(0, 1)))

    @property
    def parts(self) -> Floats:
        """A heat map, (H, W), that is never negative and may have several parts: gradients up."""
        return self._enlarged(np.maximum(self._given[1], 0) * self._given[0])

    @property
    def signed(self) -> Floats:
        """A heat map, (H, W), with negative values: activations times gradients."""
        return self._enlarged(self._given[1] * self._given[0])

    def _enlarged(self, channels: Floats) -> Floats:
        height, width = self.image.shape[1:3]
        return resize_map(channels.sum(axis=-1), (height, width))


def prepare(setup: Mapping[str, Any]) -> Networks:
    """Load the networks; `setup["network"]` is a NetworkSpec in JSON."""
    return Networks.open(NetworkSpec.model_validate(setup["network"]))


def warm_up(setup: Mapping[str, Any]) -> Networks:
    """The same, with images passed through both networks, so that what TensorFlow builds once is
    built.

    Notebooks import pyplot, which looks for all fonts at first: that, too, is done once.
    """
    forking.run_without_threads()
    importlib.import_module("matplotlib.pyplot")
    networks = prepare(setup)
    height, width = networks.network.input_size
    black = np.zeros((1, height, width, 3), np.float32)
    model, layer = networks.network.model, networks.network.spec.layer
    activations_and_gradients(model, black, 0, layer)
    model(black.repeat(STRONGEST, axis=0))
    networks.pooled(black)
    return networks


def watch_for_what_needs_cold() -> Callable[[], bool]:
    """Whether, from now on, the submission makes a graph or starts a thread."""
    return forking.watch_for_graphs_and_threads(FILE)


def run(
    networks: Networks, solution: Any, asks: Sequence[Ask], questions: Mapping[str, Question]
) -> Iterator[Callable[[], object]]:
    """For each ask, a call that gives what the student's functions answer to it."""
    exercises = {
        name: Exercises(solution, inputs_of(networks, question))
        for name, question in questions.items()
    }
    for ask in asks:
        yield getattr(exercises[ask.case], ask.array)


def inputs_of(networks: Networks, question: Question) -> Inputs:
    """A question as it is put to the student's functions."""
    about = question.about
    return Inputs(
        networks,
        networks.network.preprocess(question.pictures["scene"]),
        about["class_index"],
        about["layer"],
        about["patch"],
        about["stride"],
        tuple(about["box"]),
    )


@dataclass(frozen=True)
class Exercises:
    """One method for each raw array: the student's functions in one case.

    `solution` is the student's module.
    """

    solution: Any
    case: Inputs

    # TODO1: on the network that ends in global average pooling.

    def class_activation_map(self) -> object:
        """(h, w) of the last convolutional layer."""
        return self.solution.class_activation_map(
            self.case.networks.pooled, self.case.image.copy(), self.case.class_index
        )

    # TODO2: on given activations and gradients.

    def grad_cam_plus_plus(self) -> object:
        """(h, w) of the layer."""
        return self.solution.grad_cam_plus_plus(self.case.activations, self.case.gradients)

    def layer_cam(self) -> object:
        """(h, w) of the layer."""
        return self.solution.layer_cam(self.case.activations, self.case.gradients)

    # TODO3: on the plain network.

    def occlusion(self) -> object:
        """(rows, columns) of the patch's places."""
        return self.solution.occlusion(
            self.case.networks.network.model,
            self.case.image.copy(),
            self.case.class_index,
            self.case.patch,
            self.case.stride,
        )

    # TODO4: on given activations and scores.

    def score_cam_masks(self) -> object:
        """(5 h, 7 w, CHANNELS)."""
        height, width, _ = self.case.activations.shape
        size = ENLARGED[0] * height, ENLARGED[1] * width
        return self.solution.score_cam_masks(self.case.channels, size)

    def score_cam(self) -> object:
        """(h, w) of the layer."""
        return self.solution.score_cam(self.case.activations, self.case.channel_scores)

    # TODO5: on given heat maps.

    def box_of_parts(self) -> object:
        """(4,): the box of a map that may have several parts."""
        return self.solution.bounding_box(self.case.parts, 0.2)

    def box_of_signed(self) -> object:
        """(4,): the box of a map with negative values, at another threshold."""
        return self.solution.bounding_box(self.case.signed, 0.35)

    def box_of_zeros(self) -> object:
        """(4,): the box of a map that is zero everywhere."""
        return self.solution.bounding_box(np.zeros_like(self.case.parts), 0.2)

    # PIPELINE: all blanks together.

    def all_maps(self) -> object:
        """(5, H, W): each method's map at the size of the image."""
        return np.stack(self._maps)

    def all_boxes(self) -> object:
        """(5, 4): the box of each method's map."""
        return np.stack(self._boxes)

    def all_worth(self) -> object:
        """(5, 2): how far each box is the object's own (IoU), and whether the map points there."""
        return [
            (iou(box.round().astype(int).tolist(), self.case.box), hits(heat_map, self.case.box))
            for heat_map, box in zip(self._maps, self._boxes, strict=True)
        ]

    @cached_property
    def _whole(self) -> Whole:
        case = self.case
        return Whole(self.solution, case.networks, case.image, case.class_index, case.layer)

    @cached_property
    def _maps(self) -> list[Floats]:
        return [self._whole.enlarged(make()) for make in self._whole.methods.values()]

    @cached_property
    def _boxes(self) -> list[Floats]:
        return [as_array(self._whole.box(heat_map), (4,)) for heat_map in self._maps]
