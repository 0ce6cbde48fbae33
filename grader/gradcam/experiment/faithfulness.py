"""Deletion and insertion (Petsiuk et al. 2018): does the score hang on what a map calls important?

Cell by cell, the most important first, the scene is blurred away (deletion), or comes back out of a
blurred one (insertion). The class's score is followed on the way: a faithful map makes it fall fast
and rise fast. What is measured is the mean share of the score that is there along the way.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
from grader.core.blank import Floats
from grader.networks.network import Network
import numpy as np
from numpy.typing import NDArray

BLUR = 0.1
"""Standard deviation of the blur that hides a cell, in sides of the scene."""

STEPS = 16
"""Along the way from the whole scene to the blurred one."""


@dataclass(frozen=True)
class Faithfulness:
    """Mean shares of the score, about 0 to 1: a good map has a low deletion, a high insertion."""

    deletion: float
    insertion: float


def faithfulness(
    network: Network, scene: NDArray[np.uint8], class_index: int, importance: Floats
) -> Faithfulness:
    """How the class's score follows a map of the importance of each cell, (rows, columns)."""
    blurred = cv2.GaussianBlur(scene, (0, 0), BLUR * max(scene.shape))
    hidden = _hidden(importance, scene.shape[:2])
    scenes = [np.where(mask[..., None], blurred, scene) for mask in (*hidden, *~hidden)]
    batch = np.concatenate([network.preprocess(each) for each in scenes])
    scores = np.asarray(network.model(batch, training=False))[:, class_index]
    whole, nothing = scores[0], scores[len(hidden) - 1]
    shares = (scores - nothing) / (whole - nothing)
    return Faithfulness(
        float(np.trapezoid(shares[: len(hidden)], dx=1 / STEPS)),
        float(np.trapezoid(shares[len(hidden) :], dx=1 / STEPS)),
    )


def _hidden(importance: Floats, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Which pixels are hidden at each step, (STEPS + 1, H, W): the most important cells first."""
    order = np.argsort(-importance.ravel(), kind="stable")
    place = np.empty(order.size)
    place[order] = np.arange(order.size)
    at_pixels = cv2.resize(
        place.reshape(importance.shape), size[::-1], interpolation=cv2.INTER_NEAREST
    )
    counts = np.linspace(0, order.size, STEPS + 1)
    return np.stack([at_pixels < count for count in counts])
