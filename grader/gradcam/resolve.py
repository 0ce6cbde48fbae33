"""Looking cases up in the network: which class a rank means, and what shape each answer has.

Done once, when the goldens are made, in a process that holds TensorFlow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.core.subject import Resolved
from grader.core.text import Message
from grader.gradcam import bands
from grader.gradcam.blanks import BLANKS
from grader.gradcam.cases import Explained
from grader.networks.classes import find_class
from grader.networks.network import open_to_be_guided
from grader.networks.scenes import load_scene
from grader.networks.spec import NetworkSpec

MAPS = "grad_cam", "grad_cam_empty"
"""The arrays that have the layer's size; all others but `replaced_layers` have the scene's."""


def resolve(
    cases: Sequence[Explained], spec: NetworkSpec, scenes: Path
) -> tuple[Mapping[str, Resolved], Sequence[Message]]:
    """Load the network, and look the cases up in it; what is to be said of the network.

    Raises BadInput for a network that cannot be used, and for a scene, class or layer that there
    is not.
    """
    network, size = open_to_be_guided(spec), spec.input_size
    found = {}
    for case in cases:
        scene = load_scene(case.scene, size, scenes)
        scores = network.scores(scene)
        index = find_class(case.class_, scores, network.class_names)
        layer = network.find_layer(case.layer)
        names = {
            array
            for blank in BLANKS
            for picture in blank.pictures.values()
            for array in picture.arrays
        }
        shapes: dict[str, tuple[int, ...]] = dict.fromkeys(sorted(names), (*size, 3))
        shapes |= dict.fromkeys(MAPS, network.map_shape(layer)) | {"replaced_layers": bands.SIZE}
        about = {"class_index": index, "class_name": network.class_names[index], "layer": layer}
        about["score"] = round(float(scores[index]), 1)
        about["map_shape"] = list(network.map_shape(layer))
        found[case.name] = Resolved(about, shapes)
    return found, network.notes
