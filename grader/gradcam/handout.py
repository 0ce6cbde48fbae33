"""The hand-out of this assignment: its network and scenes, its cells in the notebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.handout import Cells, Handout, Material
from grader.core.text import Message
from grader.core.toml import to_toml
from grader.gradcam.cases import Explained
from grader.networks.scenes import find_scene
from grader.networks.spec import DATA, NetworkSpec

SHOW = """\
from grader.gradcam.notebook import show
from IPython.display import display

functions = (
    {functions},
)
display(show(*functions, scene="cat_coffee", class_="top1", lang="{language}"))
"""
HANDOUT = Handout(
    code=(
        "*.py",
        "experiment/*.py",
        "experiment/scenes.png",
        "lettering/__init__.py",
        "lettering/NotoSansSC-subset.otf",
        "lettering/OFL.txt",
    ),
    documents=("HANDOUT*.md", "docs/figures/*.png"),
    cells=Cells(
        first="import grader.networks.quiet_tensorflow  # holds back its start-up notes",
        show=SHOW,
    ),
)


def material(network: NetworkSpec, scenes: Path, cases: Sequence[Explained]) -> Material:
    """The scenes of the cases, and the network unless Keras downloads it. Raises BadInput."""
    name, first = _network_name(network), cases[0]
    arguments = f"--scene {first.scene} --class {first.class_}"
    if name != "demo":
        place = f"data/{name}" if name.endswith(".toml") else name
        arguments += f" --network {place} --layer {first.layer}"
    try:
        files = {**dict(_network_files(network, name)), **dict(_scenes(scenes, cases))}
    except OSError as error:
        raise BadInput(
            Message(
                "{filename} cannot be read: {strerror}.",
                filename=error.filename,
                strerror=error.strerror,
            )
        ) from error
    return Material({"network": name, "scenes": "scenes"}, files, arguments)


def _network_name(network: NetworkSpec) -> str:
    """What the kit's assignment calls the network."""
    if network.is_from_keras:
        return "vgg16"
    return "demo" if network == NetworkSpec.named("demo") else "network.toml"


def _network_files(network: NetworkSpec, name: str) -> Iterator[tuple[str, bytes]]:
    """The network's TOML and the files that it names; Keras's own is downloaded."""
    if network.is_from_keras:
        return
    files = {
        key: path
        for key in ("path", "weights", "class_names")
        if (path := getattr(network, key)) is not None
    }
    for path in files.values():
        yield path.name, path.read_bytes()
    declared = network.model_dump(mode="json", exclude_none=True)
    names = {key: path.name for key, path in files.items()}
    yield "demo_network.toml" if name == "demo" else name, to_toml({**declared, **names}).encode()
    if name == "demo":
        yield "SOURCES.md", (DATA / "SOURCES.md").read_bytes()


def _scenes(folder: Path, cases: Sequence[Explained]) -> Iterator[tuple[str, bytes]]:
    for scene in sorted({case.scene for case in cases}):
        yield f"scenes/{scene}.png", find_scene(scene, folder).read_bytes()
