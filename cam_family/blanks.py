"""The five blanks of the assignment, and PIPELINE, the whole that they make together.

Each blank is run alone, on inputs that need none of the others: activations, gradients, scores and
heat maps are given.
"""

from __future__ import annotations

from collections.abc import Callable

from cam_family import pictures
from grader.core.blank import Blank, Part, Picture, Pixels
from grader.core.language import message


def picture(
    name: str, title: str, draw: Callable[..., Pixels], *, fixed_scale: bool = False
) -> Picture:
    """A picture of the one raw array of its name."""
    return Picture(name, title, (name,), draw, fixed_scale)


BLANKS: tuple[Blank, ...] = (
    Blank(
        id="TODO1",
        title=message("CAM"),
        functions=("class_activation_map",),
        parts=(
            Part(
                1.0,
                (
                    picture(
                        "class_activation_map",
                        message("Class activation map"),
                        pictures.heat_picture,
                    ),
                ),
            ),
        ),
        advice="a class that is not in the scene, so that the map has negative values",
    ),
    Blank(
        id="TODO2",
        title=message("Grad-CAM++ and Layer-CAM"),
        functions=("grad_cam_plus_plus", "layer_cam"),
        parts=(
            Part(
                0.5,
                (picture("grad_cam_plus_plus", message("Grad-CAM++ map"), pictures.heat_picture),),
            ),
            Part(0.5, (picture("layer_cam", message("Layer-CAM map"), pictures.heat_picture),)),
        ),
        advice="a layer right before a pooling, in which most gradients are zero, and one that "
        "is not",
    ),
    Blank(
        id="TODO3",
        title=message("Occlusion"),
        functions=("occlusion",),
        parts=(
            Part(
                1.0,
                (
                    picture(
                        "occlusion",
                        message("Drops of the score"),
                        pictures.drop_picture,
                        fixed_scale=True,
                    ),
                ),
            ),
        ),
        advice="a class that is not in the scene, and a stride that leaves pixels over",
    ),
    Blank(
        id="TODO4",
        title=message("Score-CAM"),
        functions=("score_cam_masks", "score_cam"),
        parts=(
            Part(
                0.5,
                (
                    picture(
                        "score_cam_masks",
                        message("Masks"),
                        pictures.masks_picture,
                        fixed_scale=True,
                    ),
                ),
            ),
            Part(0.5, (picture("score_cam", message("Score-CAM map"), pictures.heat_picture),)),
        ),
        advice="another scene: its channels are what the masks are made of",
    ),
    Blank(
        id="TODO5",
        title=message("Bounding box"),
        functions=("bounding_box",),
        parts=(
            Part(
                1.0,
                (
                    picture("box_of_parts", message("Box of a map of parts"), pictures.box_picture),
                    picture(
                        "box_of_signed",
                        message("Box of a map with negative values"),
                        pictures.box_picture,
                    ),
                    picture("box_of_zeros", message("Box of a map of zeros"), pictures.box_picture),
                ),
            ),
        ),
        advice="a class that is not in the scene, whose map has several parts",
    ),
    Blank(
        id="PIPELINE",
        title=message("What the maps are worth"),
        functions=(),
        parts=(
            Part(0.5, (picture("all_maps", message("All maps"), pictures.maps_picture),)),
            Part(
                0.5,
                (
                    picture("all_boxes", message("All boxes"), pictures.boxes_picture),
                    picture(
                        "all_worth",
                        message("Overlap with the object, and hits"),
                        pictures.worth_picture,
                    ),
                ),
            ),
        ),
    ),
)
