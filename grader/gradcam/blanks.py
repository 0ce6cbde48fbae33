"""The four blanks of the assignment, and PIPELINE, the whole that they make together.

Each blank is run alone, on inputs that need none of the others: TODO1 on given values and upstream
gradients, TODO2 with given activations, TODO3 and TODO4 on the plain network.

What goes wrong in half precision alone, or only where a map is zero everywhere, costs a part of its
own. That part asks for the main pictures, too: nobody earns it by returning zeros.
"""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.blank import Blank, Part

BLANKS: tuple[Blank, ...] = (
    Blank(
        id="TODO1",
        functions=("gg_relu",),
        parts=(
            Part(0.8, ("relu_forward", "relu_gradient")),
            Part(0.2, ("relu_forward", "relu_gradient", "relu_gradient_half")),
        ),
    ),
    Blank(
        id="TODO2",
        functions=("replace_activation_layer_in_keras",),
        parts=(Part(1.0, ("replaced", "replaced_layers")),),
    ),
    Blank(
        id="TODO3",
        functions=("get_class_saliency", "get_saliency"),
        parts=(Part(0.5, ("saliency_class",)), Part(0.5, ("saliency_channels",))),
    ),
    Blank(
        id="TODO4",
        functions=("grad_cam",),
        parts=(Part(0.8, ("grad_cam",)), Part(0.2, ("grad_cam", "grad_cam_empty"))),
    ),
    Blank(
        id="PIPELINE",
        functions=(),
        parts=(
            Part(0.5, ("guided_class", "guided_grad_cam_class")),
            Part(0.5, ("guided_channels", "guided_grad_cam_channels")),
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

EXTREMES = "relu_gradient_half", "grad_cam_empty"
"""The pictures that are asked for beside the main ones: where only these are wrong, it is said."""
