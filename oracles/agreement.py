"""How far each library's pictures are from the reference's, over scenes, classes and layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from grader.gradcam.explain import Blanks, Explanation
from grader.networks.classes import find_class
from grader.networks.network import load_network
from grader.networks.scenes import load_scene
import numpy as np
from numpy.typing import NDArray
import tensorflow as tf

from oracles.libraries import CAM_BICUBIC, LIBRARIES, PRODUCT, PRODUCT_BICUBIC, reference
import reference_solution

OURS, DEFAULT = "our convention", "its default"
LIMIT = 1e-5
"""The largest relative difference that float32 explains."""

SCENES = ("cat_coffee", "astronaut_shuttle")
CLASSES = ("top1", "top2")
LAYERS = ("block5_conv3", "block4_conv3")

NOTES = {
    ("captum", OURS): "Guided Grad-CAM asked for interpolate_mode='bilinear', which is "
    "align_corners=False: the pixel centres of cv2.INTER_LINEAR.",
    ("captum", DEFAULT): "interpolate_mode='nearest': the map is enlarged in blocks, where the "
    "paper and the assignment enlarge it bilinearly.",
    ("tf-keras-vis", OURS): "Grad-CAM with expand_cam=False; it has no Guided Grad-CAM, so its two "
    "parts are multiplied, and the map is enlarged for that by our own code, not by its.",
    ("tf-keras-vis", DEFAULT): "The map is enlarged by scipy's zoom, which lays corner on corner: "
    "(h-1)/(H-1) of a cell a pixel, instead of h/H between pixel centres.",
    ("xplique", OURS): "It enlarges every map bicubically, so ours is enlarged in the same way "
    "here; it has no Guided Grad-CAM, so its two parts are multiplied.",
    ("xplique", DEFAULT): "Bicubic enlargement after the ReLU overshoots, even below zero, where "
    "the assignment enlarges bilinearly.",
}
"""What must be asked of a library for it to agree, and why it does not by default."""


BICUBIC, ENLARGED_BY_US = "¹", "²"
MARKS = {
    ("xplique", CAM_BICUBIC): BICUBIC,
    ("xplique", PRODUCT_BICUBIC): BICUBIC,
    ("tf-keras-vis", PRODUCT): ENLARGED_BY_US,
}
FOOTNOTES = {
    BICUBIC: "enlarged bicubically, ours as well",
    ENLARGED_BY_US: "its map enlarged by our code: the enlargement is not tested here",
}
"""What a figure does not show, although it stands in the table."""


@dataclass(frozen=True)
class Row:
    """The largest difference of a library's picture in all cases, relative to the reference's."""

    library: str
    picture: str
    convention: str
    difference: float

    @property
    def shown(self) -> str:
        """The difference, with the mark of its footnote."""
        mark = MARKS.get((self.library, self.picture), "") if self.convention == OURS else ""
        return f"{number(self.difference)} {mark}".strip()

    @property
    def agrees(self) -> bool:
        """Whether the difference is what float32 explains."""
        return self.difference <= LIMIT


def number(difference: float) -> str:
    """A difference as it is printed: 1.2e-6, 0.43, 0."""
    if difference == 0 or difference >= 0.01:
        return f"{difference:.2g}"
    return f"{difference:.1e}".replace("e-0", "e-")


def explanations() -> Iterator[Explanation]:
    """Every class of every scene at every layer, explained by the reference."""
    network = load_network("demo")
    blanks = Blanks(
        reference_solution.gg_relu,
        reference_solution.replace_activation_layer_in_keras,
        reference_solution.get_class_saliency,
        reference_solution.get_saliency,
        reference_solution.grad_cam,
    )
    for name, class_, layer in product(SCENES, CLASSES, LAYERS):
        scene = load_scene(name, network.input_size)
        index = find_class(class_, network.scores(scene), network.class_names)
        image = tf.constant(network.preprocess(scene))
        yield Explanation(blanks, network, image, index, layer)


def measure() -> tuple[Row, ...]:
    """Every picture of every library, in our convention and in its own."""
    differences: dict[tuple[str, str, str], float] = {}
    for asked in explanations():
        ours = reference(asked)
        for library, explain in LIBRARIES.items():
            same, default = explain(asked)
            for convention, theirs in ((OURS, same), (DEFAULT, default)):
                for picture, array in theirs.items():
                    key = (library, picture, convention)
                    away = relative_difference(array, ours[picture])
                    differences[key] = max(away, differences.get(key, 0.0))
    return tuple(Row(*key, away) for key, away in differences.items())


def relative_difference(array: NDArray[np.floating], expected: NDArray[np.floating]) -> float:
    """The largest difference anywhere, relative to the largest value expected."""
    if array.shape != expected.shape:
        return float("inf")
    largest = max(float(np.abs(expected).max()), float(np.finfo(np.float32).tiny))
    return float(np.abs(array - expected).max()) / largest
