"""What the cells of the notebook call: the pictures inline, and the marks."""

from __future__ import annotations

from collections.abc import Callable
import json
import os
from pathlib import Path
import subprocess
import sys
from typing import Any

from grader import ROOT
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
    """All pictures that the functions make so far, on one sheet; what is next is printed."""
    try:
        language = find_language(lang, os.environ)
        with language.errors():
            drawn = draw_all(Blanks(*functions), scene, class_, layer, network, language)
    except BadInput as error:
        print(error)
        return None
    if drawn.todo:
        print(language.translate("Next: {todo}.").format(todo=drawn.todo[0]))
    return draw(drawn.sheet)


def check(notebook: str = "student_template.ipynb") -> None:
    """Mark the notebook as it is saved (in Colab, as it is shown), and print the marks."""
    path = Path(notebook)
    if "google.colab" in sys.modules:
        path.write_text(_shown_in_colab(), "utf-8")
    if not path.is_file():
        print(f"There is no {path} in {Path.cwd()}: save the notebook, or give its name.")
        return
    command = [sys.executable, "-m", "grader", "check", str(path.resolve())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print(done.stdout, done.stderr, sep="", end="")


def _shown_in_colab() -> str:
    """The notebook in the browser, which Colab keeps elsewhere than on this machine's disk."""
    from google.colab import _message

    return json.dumps(_message.blocking_request("get_ipynb")["ipynb"])
