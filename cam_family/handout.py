"""The hand-out of this assignment: its network and scenes, its cells in the notebook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cam_family.cases import Explained
from cam_family.objects import IN_KIT, objects_of
from grader.core.errors import BadInput
from grader.core.handout import Cells, Handout, Material
from grader.core.text import Message
from grader.networks.scenes import find_scene
from grader.networks.spec import DATA, NetworkSpec

SHOW = """\
from cam_family.notebook import show
from IPython.display import display

functions = (
    {functions},
)
display(show(*functions, scene="cat_coffee", class_="top1"))
"""
AT_HOME = (
    *("__init__", "blanks", "cases", "exercises", "explain", "gallery", "given", "handout"),
    *("hints", "networks", "notebook", "objects", "pictures", "resolve", "subject", "whole"),
    "worth",
)
"""The modules that students run; the others train, measure and solve."""

HANDOUT = Handout(
    code=(*(f"{name}.py" for name in AT_HOME), "data/*.npz", "messages/*/LC_MESSAGES/*.mo"),
    documents=("HANDOUT*.md", "figures/*.png"),
    cells=Cells(
        first="import grader.networks.quiet_tensorflow  # holds back its start-up notes",
        show=SHOW,
    ),
)


def material(network: NetworkSpec, scenes: Path, cases: Sequence[Explained]) -> Material:
    """The scenes of the cases, and the embedded network's files. Raises BadInput."""
    names = sorted({case.scene for case in cases})
    try:
        files = {f"scenes/{name}.png": find_scene(name, scenes).read_bytes() for name in names}
        files[IN_KIT.name] = objects_of(names)
        for name in ("demo_network.keras", "demo_network.toml", "classes.txt", "SOURCES.md"):
            files[name] = (DATA / name).read_bytes()
    except OSError as error:
        raise BadInput(
            Message("{path} cannot be read: {error}.", path=error.filename, error=error.strerror)
        ) from error
    first = cases[0]
    return Material({"scenes": "scenes"}, files, f"--scene {first.scene} --class {first.class_}")
