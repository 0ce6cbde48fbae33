"""The boxes of the scenes' objects, by scene and class, as `outline_objects` found them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.toml import read_toml

OBJECTS = Path(__file__).parent / "data" / "objects.toml"
Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels, half-open."""


def read_objects(path: Path = OBJECTS) -> Mapping[str, Mapping[str, Box]]:
    """The boxes by scene and class. Raises BadInput for what is not four numbers."""
    found: dict[str, dict[str, Box]] = {}
    for scene, boxes in read_toml(path).items():
        found[scene] = {}
        for name, box in dict(boxes).items():  # type: ignore[call-overload]
            if len(box) != 4 or not all(isinstance(edge, int) for edge in box):
                raise BadInput(f"{path}: the box of {name} in {scene} is not four whole numbers.")
            found[scene][name] = tuple(box)
    return found
