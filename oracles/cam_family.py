"""The second assignment's reference beside public libraries: `python -m oracles.cam_family`.

Where a library has the same convention, its map is compared with the reference's. Where it has
another, it is compared with the known mistake that has the same: so the catalogue is what such
libraries do, and the hand-out's table of differences is true. Exit status 1 where one disagrees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
import sys
import warnings

from cam_family import reference_solution
from cam_family.given import Floats, activations_and_gradients
from cam_family.subject import SUBJECT
from captum.attr import LayerGradientXActivation, Occlusion
from grader.goldens.catalogue import read_mistakes, submission_with
from grader.jail.run.load import load
from grader.networks.classes import find_class
from grader.networks.network import Network, load_network
from grader.networks.scenes import load_scene
import numpy as np
from rich.console import Console
from rich.table import Table
from tf_keras_vis.gradcam_plus_plus import GradcamPlusPlus
from tf_keras_vis.layercam import Layercam
from tf_keras_vis.utils.scores import CategoricalScore

from oracles.agreement import LIMIT, number, relative_difference
from oracles.torch_twin import RELU, from_torch, to_torch, twin

CASES = (("cat_coffee", "top1"), ("shuttle_horse", "top2"))
LAYER = "block5_conv3"
DIFFERENT = ("tf-keras-vis", "Grad-CAM++", "reference")
"""What must differ: the library divides the alphas by their sum, equation 19 does not."""

SIDE = 16
"""Pixels of a patch: captum averages where patches overlap, so here they do not."""

MISTAKES = {mistake.id: mistake for mistake in read_mistakes(SUBJECT.catalogue)}
REFERENCE = SUBJECT.reference.read_text("utf-8")


@dataclass(frozen=True)
class Asked:
    """A class of an image, with the activations and gradients of LAYER."""

    network: Network
    image: Floats
    index: int
    activations: Floats
    gradients: Floats


@dataclass(frozen=True)
class Oracle:
    """A library's map, and the function of ours that should make the same but for a factor.

    `ours` is "reference", or the id of the mistake that has the library's convention.
    """

    library: str
    method: str
    ours: str
    theirs: Callable[[Asked], Floats]
    own: Callable[[object, Asked], Floats]


def oracles() -> tuple[Oracle, ...]:
    """All that are compared."""

    def layer_cam(solution: object, asked: Asked) -> Floats:
        return scaled(solution.layer_cam(asked.activations, asked.gradients))  # type: ignore[attr-defined]

    def plus_plus(solution: object, asked: Asked) -> Floats:
        made = solution.grad_cam_plus_plus(asked.activations, asked.gradients)  # type: ignore[attr-defined]
        return scaled(made)

    def occlusion(solution: object, asked: Asked) -> Floats:
        model = asked.network.model
        return np.asarray(solution.occlusion(model, asked.image, asked.index, SIDE, SIDE))  # type: ignore[attr-defined]

    return (
        Oracle("captum", "occlusion", "reference", captum_occlusion, occlusion),
        Oracle("captum", "Layer-CAM", "lcam_signed", captum_product, layer_cam),
        Oracle("tf-keras-vis", "Layer-CAM", "reference", keras_vis(Layercam), layer_cam),
        Oracle(
            "tf-keras-vis",
            "Grad-CAM++",
            "gcpp_alpha_normalised",
            keras_vis(GradcamPlusPlus),
            plus_plus,
        ),
        Oracle("tf-keras-vis", "Grad-CAM++", "reference", keras_vis(GradcamPlusPlus), plus_plus),
    )


def captum_occlusion(asked: Asked) -> Floats:
    """The drops, one for each square: captum gives each pixel that of its square."""
    window = (3, SIDE, SIDE)
    net = twin(asked.network.model)
    attributed = Occlusion(net).attribute(
        to_torch(asked.image), window, strides=window, target=asked.index, perturbations_per_eval=7
    )
    return from_torch(attributed)[::SIDE, ::SIDE, 0]


def captum_product(asked: Asked) -> Floats:
    """Gradient times activation, added up: captum has no ReLU of the gradients."""
    net = twin(asked.network.model)
    layer = net.get_submodule(LAYER + RELU)
    image = to_torch(asked.image).requires_grad_()
    product = LayerGradientXActivation(net, layer).attribute(image, asked.index)
    return scaled(from_torch(product).sum(axis=-1))


def keras_vis(method: type) -> Callable[[Asked], Floats]:
    """The map of a tf-keras-vis class, at the size of the layer."""

    def make(asked: Asked) -> Floats:
        maps = method(asked.network.model, clone=True)(
            CategoricalScore(asked.index), asked.image, LAYER, expand_cam=False, normalize_cam=False
        )
        return scaled(np.asarray(maps, np.float32)[0])

    return make


def scaled(heat_map: object) -> Floats:
    """A map divided by its largest magnitude: the factor is nobody's convention."""
    array = np.asarray(heat_map, np.float32)
    return array / max(float(np.abs(array).max()), float(np.finfo(np.float32).tiny))


def questions() -> Iterator[Asked]:
    """A class of each scene."""
    network = load_network("demo")
    for name, class_ in CASES:
        scene = load_scene(name, network.input_size)
        index = find_class(class_, network.scores(scene), network.class_names)
        image = network.preprocess(scene)
        given = activations_and_gradients(network.model, image, index, LAYER)
        yield Asked(network, image, index, *given)


def solution_of(name: str) -> object:
    """The reference, or the reference with a mistake in it."""
    if name == "reference":
        return reference_solution
    return load(submission_with(REFERENCE, MISTAKES[name].code).encode()).module


def main() -> int:
    """Measure and print; the exit status."""
    warnings.simplefilter("ignore")
    asked = list(questions())
    table = Table(title="Largest difference, relative to the largest value", title_justify="left")
    for title in ("library", "method", "compared with", "difference"):
        table.add_column(title)
    wrong = 0
    for each in oracles():
        solution = solution_of(each.ours)
        away = max(relative_difference(each.theirs(a), each.own(solution, a)) for a in asked)
        expected = (each.library, each.method, each.ours) != DIFFERENT
        wrong += (away <= LIMIT) != expected
        table.add_row(each.library, each.method, each.ours, number(away))
    Console(highlight=False, width=100).print(table)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
