"""What the cells of the notebook call: the pictures inline, and the marks."""

from __future__ import annotations

from collections.abc import Callable
import json
from pathlib import Path
import subprocess
import sys
from typing import Any

from grader import ROOT
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
    """All pictures that the functions make so far, on one sheet; what is next is printed."""
    try:
        made, missing = draw_all(Blanks(*functions), scene, class_, layer, network)
    except BadInput as error:
        print(error)
        return None
    if missing:
        print(f"Next: {min(missing)}.")
    return Image.fromarray(contact_sheet(made))


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
