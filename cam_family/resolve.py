"""Looking cases up in the network: which class a rank means, and what shape each answer has.

Done once, when the goldens are made, in a process that holds TensorFlow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cam_family.cases import Explained, true_box_of
from cam_family.exercises import CHANNELS, ENLARGED
from cam_family.networks import Networks
from cam_family.whole import METHODS
from grader.core.errors import BadInput
from grader.core.subject import Resolved
from grader.core.text import Message
from grader.networks.classes import find_class
from grader.networks.scenes import load_scene
from grader.networks.spec import NetworkSpec


def resolve(cases: Sequence[Explained], spec: NetworkSpec, scenes: Path) -> Mapping[str, Resolved]:
    """Load the networks, and look the cases up in them.

    Raises BadInput for a scene, class or layer that there is not, and a patch that does not fit.
    """
    networks = Networks.open(spec)
    network, size = networks.network, spec.input_size
    found = {}
    for case in cases:
        if case.patch > min(size):
            raise BadInput(
                Message(
                    "The patch of {patch} pixels in case {case} is larger than the image.",
                    patch=case.patch,
                    case=case.name,
                )
            )
        scores = network.scores(load_scene(case.scene, size, scenes))
        index = find_class(case.class_, scores, network.class_names)
        layer = network.find_layer(case.layer)
        name = network.class_names[index]
        about = {
            "class_index": index,
            "class_name": name,
            "layer": layer,
            "patch": case.patch,
            "stride": case.stride,
            "box": list(true_box_of(case, name)),
        }
        found[case.name] = Resolved(about, shapes(networks, case, layer))
    return found


def shapes(networks: Networks, case: Explained, layer: str) -> Mapping[str, tuple[int, ...]]:
    """The shape of each raw array of a case."""
    height, width = networks.network.input_size
    map_shape = rows, columns = networks.network.map_shape(layer)
    _, *pooled, _ = networks.pooled.layers[-3].output.shape
    return {
        "class_activation_map": tuple(pooled),
        "grad_cam_plus_plus": map_shape,
        "layer_cam": map_shape,
        "occlusion": (
            (height - case.patch) // case.stride + 1,
            (width - case.patch) // case.stride + 1,
        ),
        "score_cam_masks": (ENLARGED[0] * rows, ENLARGED[1] * columns, CHANNELS),
        "score_cam": map_shape,
        "box_of_parts": (4,),
        "box_of_signed": (4,),
        "box_of_zeros": (4,),
        "all_maps": (len(METHODS), height, width),
        "all_boxes": (len(METHODS), 4),
        "all_worth": (len(METHODS), 2),
    }
