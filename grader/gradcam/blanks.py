"""The four blanks of the assignment, and PIPELINE, which combines them.

Each blank is run alone, on inputs that need none of the others: TODO1 on given values and upstream
gradients, TODO2 with given activations, TODO3 and TODO4 on the plain network.
"""

from __future__ import annotations

from grader.core.blank import Blank, Part
from grader.core.language import message
from grader.gradcam.pictures import heat, product, saliency, signed

BLANKS: tuple[Blank, ...] = (
    Blank(
        id="TODO1",
        title=message("Guided ReLU"),
        functions=("gg_relu",),
        parts=(
            Part(
                1.0,
                (
                    signed("relu_forward", message("ReLU, forward")),
                    signed("relu_gradient", message("ReLU, gradient")),
                    signed("relu_gradient_half", message("ReLU, gradient in half precision")),
                ),
            ),
        ),
        advice="another scene: its pixels are the values that TODO1 is given",
    ),
    Blank(
        id="TODO2",
        title=message("Replacing the activation"),
        functions=("replace_activation_layer_in_keras",),
        parts=(
            Part(1.0, (saliency("replaced", message("Saliency with other activations put in")),)),
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
        parts=(Part(1.0, (heat("grad_cam", message("Grad-CAM heat map")),)),),
        advice="a class whose map is zero everywhere, a class whose map has no zero, an earlier "
        "layer, or a scene of two objects",
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
