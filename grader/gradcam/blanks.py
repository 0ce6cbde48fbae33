"""The four blanks of the assignment, and PIPELINE, which combines them.

Each blank is run alone, on inputs that need none of the others: TODO1 on given values and upstream
gradients, TODO2 with given activations, TODO3 and TODO4 on the plain network.

What goes wrong in half precision alone, or only where a map is zero everywhere, costs a part of its
own. That part asks for the main pictures, too: nobody earns it by returning zeros.
"""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.blank import Blank, Part
from grader.core.language import message
from grader.gradcam.pictures import heat, product, saliency, signed, slopes

GATE = (
    signed("relu_forward", message("ReLU, forward")),
    signed("relu_gradient", message("ReLU, gradient")),
)
HALF = signed("relu_gradient_half", message("ReLU, gradient in half precision"))
MAP = heat("grad_cam", message("Grad-CAM heat map"))
EMPTY_MAP = heat("grad_cam_empty", message("Grad-CAM heat map where nothing speaks for the class"))

BLANKS: tuple[Blank, ...] = (
    Blank(
        id="TODO1",
        title=message("Guided ReLU"),
        functions=("gg_relu",),
        parts=(Part(0.8, GATE), Part(0.2, (*GATE, HALF))),
        advice="another scene: its pixels are the values that TODO1 is given",
    ),
    Blank(
        id="TODO2",
        title=message("Replacing the activation"),
        functions=("replace_activation_layer_in_keras",),
        parts=(
            Part(
                1.0,
                (
                    saliency("replaced", message("Saliency with other activations put in")),
                    slopes(
                        "replaced_layers",
                        message("Activation of each layer, from the first above to the last below"),
                    ),
                ),
            ),
        ),
        advice="another scene, or a network with more ReLUs before its last layer",
    ),
    Blank(
        id="TODO3",
        title=message("Saliency"),
        functions=("get_class_saliency", "get_saliency"),
        parts=(
            Part(0.5, (saliency("saliency_class", message("Saliency of the class")),)),
            Part(
                0.5,
                (saliency("saliency_channels", message("Saliency of the strongest channels")),),
            ),
        ),
        advice="a class with a negative score, or an earlier layer, ideally one in which no "
        "channel is active at some positions",
    ),
    Blank(
        id="TODO4",
        title=message("Grad-CAM"),
        functions=("grad_cam",),
        parts=(Part(0.8, (MAP,)), Part(0.2, (MAP, EMPTY_MAP))),
        advice="a class whose map has no zero, an earlier layer, or a scene of two objects",
    ),
    Blank(
        id="PIPELINE",
        title=message("The whole pipeline"),
        functions=(),
        parts=(
            Part(
                0.5,
                (
                    saliency("guided_class", message("Guided saliency of the class")),
                    product(
                        "guided_grad_cam_class",
                        message("Guided Grad-CAM of the class"),
                        "guided_class",
                        "grad_cam",
                    ),
                ),
            ),
            Part(
                0.5,
                (
                    saliency(
                        "guided_channels", message("Guided saliency of the strongest channels")
                    ),
                    product(
                        "guided_grad_cam_channels",
                        message("Guided Grad-CAM of the strongest channels"),
                        "guided_channels",
                        "grad_cam",
                    ),
                ),
            ),
        ),
    ),
)

FUNCTIONS: Mapping[str, str] = {
    "relu_forward": "gg_relu",
    "relu_gradient": "gg_relu",
    "relu_gradient_half": "gg_relu",
    "replaced": "replace_activation_layer_in_keras",
    "replaced_layers": "replace_activation_layer_in_keras",
    "saliency_class": "get_class_saliency",
    "saliency_channels": "get_saliency",
    "grad_cam": "grad_cam",
    "grad_cam_empty": "grad_cam",
}
"""The function that makes each picture of the four blanks; the array has the same name."""

EXTREMES = HALF.name, EMPTY_MAP.name
"""The pictures that are asked for beside the main ones: where only these are wrong, it is said."""
