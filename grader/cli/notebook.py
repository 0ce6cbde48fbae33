"""What the notebook's last cell calls: the marks of what was saved, and the report itself."""

from __future__ import annotations

from html import escape
import json
import os
from pathlib import Path
import subprocess
import sys
import time

from grader import ROOT
from grader.core.language import find_language
from grader.intake.candidates import TEMPLATE

HEIGHT = 640
"""Of the report below the cell, in pixels; it scrolls."""


def check(notebook: str = "", lang: str = "") -> None:
    """Mark the notebook as it is saved (in Colab, as it is shown); print and show the report.

    Without a name it is the notebook that calls this, whatever it is called by now.
    """
    _ = find_language(lang, os.environ).translate
    path = Path(notebook) if notebook else this_notebook()
    if "google.colab" in sys.modules:
        path = path or Path(f"{TEMPLATE}.ipynb")
        path.write_text(_shown_in_colab(), "utf-8")
    if path is None:
        words = _("There is no notebook in {folder}: save it, or give its name.")
        print(words.format(folder=Path.cwd()))
        return
    if not path.is_file():
        words = _("There is no {path} in {folder}: save the notebook, or give its name.")
        print(words.format(path=path, folder=Path.cwd()))
        return
    saved = time.strftime("%H:%M:%S", time.localtime(path.stat().st_mtime))
    print(_("Marking {name}, as it was saved at {time}.").format(name=path.name, time=saved))
    report = path.resolve().with_name(f"{path.stem}.report.html")
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "grader", "check", str(path.resolve()), "--html", str(report)]
    command += ["--lang", lang] if lang else []
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    print(done.stdout, done.stderr, sep="", end="")
    if report.is_file():
        _show(report.read_text("utf-8"))


def this_notebook() -> Path | None:
    """The notebook that this runs in; None where the folder has none.

    VS Code and Jupyter say which; elsewhere it is the one that was saved last.
    """
    main = sys.modules["__main__"].__dict__
    for said in (main.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")):
        if said and Path(str(said)).suffix == ".ipynb" and Path(str(said)).is_file():
            return Path(str(said))
    saved = (path for path in Path().glob("*.ipynb") if path.is_file())
    return max(saved, key=lambda path: path.stat().st_mtime, default=None)


def _show(page: str) -> None:
    """Show the report below the cell, in a frame: the notebook's own looks do not reach into it."""
    try:
        from IPython.display import HTML, display
    except ImportError:  # not in a notebook
        return
    frame = f'<iframe srcdoc="{escape(page)}" width="100%" height="{HEIGHT}" frameborder="0">'
    display(HTML(f"{frame}</iframe>"))


def _shown_in_colab() -> str:
    """The notebook in the browser, which Colab keeps elsewhere than on this machine's disk."""
    from google.colab import _message

    return json.dumps(_message.blocking_request("get_ipynb")["ipynb"])
