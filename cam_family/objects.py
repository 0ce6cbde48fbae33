"""The assignment's own data: the boxes of the scenes' objects, and where the second head lies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.text import Message
from grader.core.toml import read_toml

DATA = Path(__file__).parent / "data"
HEAD = DATA / "cam_head.npz"
"""Made by `cam_family.train_heads`."""

OBJECTS = DATA / "objects.toml"
"""Made by `cam_family.outline_objects`."""

Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels, half-open."""


def read_objects(path: Path = OBJECTS) -> Mapping[str, Mapping[str, Box]]:
    """The boxes by scene and class, where they are known. Raises BadInput."""
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
