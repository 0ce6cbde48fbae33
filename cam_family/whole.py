"""All blanks together: each method's map of one class in one image, and the box around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from cam_family.given import Floats, activations_and_gradients, strongest
from cam_family.networks import Networks
from cam_family.pictures import resize_map
from grader.core.language import message
from grader.jail.run.student import as_array
import numpy as np

METHODS = ("CAM", "Grad-CAM++", "Layer-CAM", message("occlusion"), "Score-CAM")
PATCH, STRIDE = 40, 24
"""Pixels, of the occlusion that is marked with the other methods.

There are few places, since some submissions take them one by one.
"""

THRESHOLD = 0.2
"""Of the box around a map (Zhou et al. 2016, section 3.2)."""


class Solution(Protocol):
    """The functions of the assignment, as somebody wrote them."""

    class_activation_map: Callable[..., Any]
    grad_cam_plus_plus: Callable[..., Any]
    layer_cam: Callable[..., Any]
    occlusion: Callable[..., Any]
    score_cam_masks: Callable[..., Any]
    score_cam: Callable[..., Any]
    bounding_box: Callable[..., Any]


@dataclass(frozen=True)
class Whole:
    """A class of an image, explained by all methods of a solution.

    `image` is (1, H, W, 3), preprocessed; the gradient methods look at `layer` of the network,
    CAM at the last layer of its twin that ends in global average pooling.
    """

    solution: Solution
    networks: Networks
    image: Floats
    class_index: int
    layer: str
    patch: int = PATCH
    stride: int = STRIDE

    @property
    def methods(self) -> Mapping[str, Callable[[], Any]]:
        """How each method's map is made, at the method's own size, by its name."""
        solution = self.solution
        makers = (
            self._cam,
            lambda: solution.grad_cam_plus_plus(*self.given),
            lambda: solution.layer_cam(*self.given),
            self._occlusion,
            self._score_cam,
        )
        return dict(zip(METHODS, makers, strict=True))

    def enlarged(self, heat_map: Any) -> Floats:
        """A map at the size of the image. Raises Unusable for what is no map."""
        height, width = self.image.shape[1:3]
        # A map's size is its method's own: what counts is that there are rows and columns.
        shape = np.shape(heat_map)[-2:]
        return resize_map(as_array(heat_map, shape), (height, width))

    def box(self, enlarged: Floats) -> Any:
        """The solution's box around a map of the image's size."""
        return self.solution.bounding_box(enlarged.copy(), THRESHOLD)

    @cached_property
    def _activations_and_gradients(self) -> tuple[Floats, Floats]:
        model = self.networks.network.model
        return activations_and_gradients(model, self.image, self.class_index, self.layer)

    @property
    def given(self) -> tuple[Floats, Floats]:
        """Activations and gradients; copies: who changes them changes nobody else's."""
        activations, gradients = self._activations_and_gradients
        return activations.copy(), gradients.copy()

    def _cam(self) -> Any:
        cam = self.solution.class_activation_map
        return cam(self.networks.pooled, self.image.copy(), self.class_index)

    def _occlusion(self) -> Any:
        model = self.networks.network.model
        return self.solution.occlusion(
            model, self.image.copy(), self.class_index, self.patch, self.stride
        )

    def _score_cam(self) -> Any:
        channels = strongest(self._activations_and_gradients[0])
        rows, columns, count = channels.shape
        height, width = self.image.shape[1:3]
        # An odd number of times the layer's size: a pixel of the mask lies on the middle of each
        # cell, and the mask is the same whether it is stretched or enlarged first.
        size = (height // rows | 1) * rows, (width // columns | 1) * columns
        masks = as_array(self.solution.score_cam_masks(channels.copy(), size), (*size, count))
        visible = np.stack(
            [resize_map(mask, (height, width)) for mask in np.moveaxis(masks, -1, 0)]
        )
        scores = np.asarray(self.networks.network.model(self.image * visible[..., None]))
        return self.solution.score_cam(channels, scores[:, self.class_index])
