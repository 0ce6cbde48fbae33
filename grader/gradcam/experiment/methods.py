"""The explanations that are compared, and how alike two of them are."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
from grader.core.blank import Floats
from grader.core.language import message
from grader.gradcam.explain import Explanation
from grader.gradcam.pictures import guided_grad_cam
import numpy as np
from scipy.stats import spearmanr

SALIENCY = message("saliency")
GUIDED = message("guided saliency")
GRAD_CAM = message("Grad-CAM")
GUIDED_GRAD_CAM = message("Guided Grad-CAM")
GUIDED_CHANNELS = message("guided saliency, channels")
GUIDED_GRAD_CAM_CHANNELS = message("Guided Grad-CAM, channels")
EDGES = message("edge detector")

CLASS_METHODS = (SALIENCY, GUIDED, GRAD_CAM, GUIDED_GRAD_CAM)


def class_maps(explanation: Explanation) -> Mapping[str, Floats]:
    """What each method makes of a class's score."""
    guided = explanation.class_saliency(explanation.guided)
    heat = explanation.activation_map
    return {
        SALIENCY: explanation.class_saliency(explanation.network.model),
        GUIDED: guided,
        GRAD_CAM: heat,
        GUIDED_GRAD_CAM: guided_grad_cam(guided, heat),
    }


def channel_maps(explanation: Explanation) -> Mapping[str, Floats]:
    """What is made of the strongest channels."""
    guided = explanation.channel_saliency(explanation.guided)
    return {
        GUIDED_CHANNELS: guided,
        GUIDED_GRAD_CAM_CHANNELS: guided_grad_cam(guided, explanation.activation_map),
    }


def edges(explanation: Explanation) -> Floats:
    """(H, W): where the image is uneven (Sobel), which no class and no network has a part in."""
    grey = np.asarray(explanation.image, np.float32)[0].mean(axis=-1)
    across, down = (cv2.Sobel(grey, cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    return np.asarray(np.hypot(across, down))


def in_cells(values: Floats, cells: tuple[int, int]) -> Floats:
    """How large a map is in each of (rows, columns) cells: (H, W) or (H, W, 3) to (rows, columns).

    Grad-CAM has one value a cell. A finer map is averaged, so that all are compared at one
    resolution: ranks of 49 values and of 37,632 say different things.
    """
    sizes = np.abs(values).astype(np.float32)
    sizes = sizes.sum(axis=-1) if sizes.ndim == 3 else sizes
    if sizes.shape == cells:
        return sizes
    return np.asarray(cv2.resize(sizes, cells[::-1], interpolation=cv2.INTER_AREA))


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's rank correlation of two maps of one shape, 0 where one is the same everywhere.

    1 says that the same places matter most, 0 that one tells nothing of the other.
    """
    if any(np.ptp(values) == 0 for values in (one, other)):
        return 0.0
    return float(spearmanr(one.ravel(), other.ravel()).statistic)
