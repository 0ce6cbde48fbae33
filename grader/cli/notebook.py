"""What the notebook's last cell calls: the marks of what was saved."""

from __future__ import annotations

import json
from pathlib import Path
import subprocess
import sys

from grader import ROOT
from grader.intake.candidates import TEMPLATE


def check(notebook: str = f"{TEMPLATE}.ipynb") -> None:
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
