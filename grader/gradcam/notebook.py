"""What a cell of the notebook calls: the pictures, inline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.core.errors import BadInput
from grader.gradcam.explain import Blanks, draw_all
from grader.gradcam.gallery import contact_sheet
from PIL import Image


def show(
    *functions: Callable[..., Any],
    scene: str = "cat_coffee",
    class_: str = "top1",
    layer: str = "",
    network: str = "demo",
) -> Image.Image | None:
    """All pictures that the functions make so far, on one sheet; prints what comes next."""
    try:
        made, missing = draw_all(Blanks(*functions), scene, class_, layer, network)
    except BadInput as error:
        print(error)
        return None
    if missing:
        print(f"Next: {min(missing)}.")
    return Image.fromarray(contact_sheet(made))
