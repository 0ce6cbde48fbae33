"""What a cell of the notebook calls: the pictures, inline."""

from __future__ import annotations

from collections.abc import Callable
import os
from typing import Any

from grader.core.errors import BadInput
from grader.core.language import find_language
from grader.gradcam.drawings import draw_all
from grader.gradcam.explain import Blanks
from grader.gradcam.sheets import draw
from PIL import Image


def show(
    *functions: Callable[..., Any],
    scene: str = "cat_coffee",
    class_: str = "top1",
    layer: str = "",
    network: str = "demo",
    lang: str = "",
) -> Image.Image | None:
    """All pictures that the functions make so far, on one sheet; prints what comes next."""
    try:
        language = find_language(lang, os.environ)
        with language.errors():
            drawn = draw_all(Blanks(*functions), scene, class_, layer, network, language)
    except BadInput as error:
        print(error)
        return None
    if drawn.todo:
        print(language.translate("Next: {todo}.").format(todo=drawn.todo[0]))
    else:
        print(language.translate("All blanks are filled in. Now see the marks, in the last cell."))
    return draw(drawn.sheet)
