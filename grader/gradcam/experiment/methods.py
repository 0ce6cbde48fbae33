"""The explanations that are compared, and how alike two of them are."""

from __future__ import annotations

from collections.abc import Mapping

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


def all_maps(explanation: Explanation) -> Mapping[str, Floats]:
    """Those, and what is made of the strongest channels."""
    guided = explanation.channel_saliency(explanation.guided)
    return {
        **class_maps(explanation),
        GUIDED_CHANNELS: guided,
        GUIDED_GRAD_CAM_CHANNELS: guided_grad_cam(guided, explanation.activation_map),
    }


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's rank correlation of the sizes, 0 where one is the same everywhere.

    1 says that the same places matter most, 0 that one tells nothing of the other.
    """
    sizes = [np.abs(values).ravel() for values in (one, other)]
    if any(np.ptp(values) == 0 for values in sizes):
        return 0.0
    return float(spearmanr(*sizes).statistic)
