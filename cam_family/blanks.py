"""The five blanks of the assignment, and PIPELINE, the whole that they make together.

Each blank is run alone, on inputs that need none of the others: activations, gradients, scores and
heat maps are given.
"""

from __future__ import annotations

from grader.core.blank import Blank, Part

BLANKS: tuple[Blank, ...] = (
    Blank("TODO1", ("class_activation_map",), (Part(1.0, ("class_activation_map",)),)),
    Blank(
        "TODO2",
        ("grad_cam_plus_plus", "layer_cam"),
        (Part(0.5, ("grad_cam_plus_plus",)), Part(0.5, ("layer_cam",))),
    ),
    Blank("TODO3", ("occlusion",), (Part(1.0, ("occlusion",)),)),
    Blank(
        "TODO4",
        ("score_cam_masks", "score_cam"),
        (Part(0.5, ("score_cam_masks",)), Part(0.5, ("score_cam",))),
    ),
    Blank(
        "TODO5",
        ("bounding_box",),
        (Part(1.0, ("box_of_parts", "box_of_signed", "box_of_zeros")),),
    ),
    Blank(
        "PIPELINE",
        (),
        (Part(0.5, ("all_maps",)), Part(0.5, ("all_boxes", "all_worth"))),
    ),
)
