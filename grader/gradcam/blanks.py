"""The four blanks of the assignment, and PIPELINE, the whole that they make together.

Each blank is run alone, on inputs that need none of the others: TODO1 on given values and upstream
gradients, TODO2 with given activations, TODO3 and TODO4 on the plain network.
"""

from __future__ import annotations

from grader.core.blank import Blank, Part

BLANKS: tuple[Blank, ...] = (
    Blank(
        id="TODO1",
        functions=("gg_relu",),
        parts=(Part(1.0, ("relu_forward", "relu_gradient", "relu_gradient_half")),),
    ),
    Blank(
        id="TODO2",
        functions=("replace_activation_layer_in_keras",),
        parts=(Part(1.0, ("replaced",)),),
    ),
    Blank(
        id="TODO3",
        functions=("get_class_saliency", "get_saliency"),
        parts=(Part(0.5, ("saliency_class",)), Part(0.5, ("saliency_channels",))),
    ),
    Blank(
        id="TODO4",
        functions=("grad_cam",),
        parts=(Part(1.0, ("grad_cam",)),),
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
