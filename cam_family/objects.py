"""The assignment's own data: the boxes of the scenes' objects, and where the second head lies."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from grader import ROOT
from grader.core.errors import BadInput
from grader.core.text import Message
from grader.core.toml import read_toml, to_toml

DATA = Path(__file__).parent / "data"
HEAD = DATA / "cam_head.npz"
"""Made by `cam_family.train_heads`."""

OBJECTS = DATA / "objects.toml"
"""Made by `cam_family.outline_objects`."""

IN_KIT = ROOT / "data" / OBJECTS.name
"""Where students have the boxes of the public cases."""

Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels, half-open."""


def read_objects(path: Path | None = None) -> Mapping[str, Mapping[str, Box]]:
    """The boxes by scene and class, where they are known. Raises BadInput."""
    path = path or (OBJECTS if OBJECTS.exists() else IN_KIT)
    found: dict[str, dict[str, Box]] = {}
    for scene, boxes in read_toml(path).items():
        found[scene] = {}
        for name, box in dict(boxes).items():  # type: ignore[call-overload]
            if len(box) != 4 or not all(isinstance(edge, int) for edge in box):
                raise BadInput(
                    Message(
                        "{path}: the box of {name} in {scene} is not four whole numbers.",
                        path=path,
                        name=name,
                        scene=scene,
                    )
                )
            found[scene][name] = tuple(box)
    return found


def objects_of(scenes: Collection[str]) -> bytes:
    """The file of the boxes in these scenes alone. Raises BadInput."""
    boxes = read_objects()
    return to_toml({name: dict(boxes[name]) for name in scenes if name in boxes}).encode()
