"""What a cell of the notebook calls: the pictures, inline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cam_family.explain import draw_all, solution_of
from cam_family.gallery import contact_sheet
from grader.core.errors import BadInput
from PIL import Image


def show(
    *functions: Callable[..., Any], scene: str = "cat_coffee", class_: str = "top1", layer: str = ""
) -> Image.Image | None:
    """All pictures that the functions make so far, on one sheet; what is next is printed."""
    try:
        made, missing = draw_all(solution_of(functions), scene, class_, layer)
    except BadInput as error:
        print(error)
        return None
    if missing:
        print(f"Next: {min(missing)}.")
    return Image.fromarray(contact_sheet(made))
