"""What students need of the network and the scenes, to check the public cases at home."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.core.errors import BadInput
from grader.core.subject import HandedOut
from grader.core.toml import toml_table
from grader.networks.scenes import find_scene
from grader.networks.spec import DATA, NetworkSpec

if TYPE_CHECKING:
    from grader.gradcam.subject import Explained

SOURCES = "SOURCES.md"
"""Names the photographs behind the project's own scenes, and their licences."""


def handed_out(network: NetworkSpec, scenes: Path, cases: Sequence[Explained]) -> HandedOut:
    """The network, unless Keras downloads it, and the scenes of the cases. Raises BadInput."""
    settings = {"network": _name(network), "scenes": "scenes"}
    try:
        files = {
            f"scenes/{name}.png": find_scene(name, scenes).read_bytes()
            for name in sorted({case.scene for case in cases})
        }
        if not network.is_from_keras:
            name = "demo_network.toml" if settings["network"] == "demo" else settings["network"]
            files[name] = network_toml(network).encode()
            for path in (network.path, network.weights, network.class_names):
                if path is not None:
                    files[path.name] = path.read_bytes()
        if settings["network"] == "demo":
            files[SOURCES] = (DATA / SOURCES).read_bytes()
    except OSError as error:
        raise BadInput(f"{error.filename} cannot be read: {error.strerror}.") from error
    return HandedOut(settings, files, _example(settings["network"], cases[0]))


def _example(network: str, case: Explained) -> str:
    """The arguments with which the template explains a case."""
    options = f"--scene {case.scene} --class {case.class_}"
    if network == "demo":
        return options
    place = f"data/{network}" if network.endswith(".toml") else network
    return f"{options} --network {place} --layer {case.layer}"


def _name(network: NetworkSpec) -> str:
    """How the network is called in the assignment that is handed out."""
    if network.is_from_keras:
        return "vgg16"
    return "demo" if network == NetworkSpec.named("demo") else "network.toml"


def network_toml(network: NetworkSpec) -> str:
    """The network's declaration; its files lie beside the TOML."""
    values: dict[str, Any] = {"name": network.name}
    for key, path in (("path", network.path), ("weights", network.weights)):
        if path is not None:
            values[key] = path.name
    values["input_size"] = list(network.input_size)
    values["preprocessing"] = network.preprocessing
    if network.class_names is not None:
        values["class_names"] = network.class_names.name
    return toml_table({**values, "layer": network.layer})
