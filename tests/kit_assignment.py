"""The small assignment that kits and platforms are tried with, made in moments."""

from __future__ import annotations

from pathlib import Path
import subprocess
import sys

from grader.core.assignment import Assignment
from grader.goldens.signatures import make_signatures
from grader.goldens.store import Goldens
from grader.gradcam.blanks import BLANKS
import numpy as np

ROOT = Path(__file__).parents[1]
MAKER = ROOT / "tests" / "attacks" / "small_assignment.py"


def make(folder: Path) -> None:
    """Write it, in a process of its own: TensorFlow's threads stay out of this one."""
    subprocess.run([sys.executable, MAKER, folder], check=True, cwd=ROOT, env=environment())


def sign(folder: Path) -> None:
    """Give two mistakes of TODO1 signatures."""
    path = folder / "assignment.toml"
    goldens = Goldens.read(Assignment.read(path).goldens)
    random = np.random.default_rng(3)
    wrong = {
        name: {
            at: random.integers(0, 65536, picture.shape, np.uint16)
            for at, picture in goldens.pictures.items()
        }
        for name in ("one", "other")
    }
    make_signatures(
        dict.fromkeys(wrong, "Look again."),
        {"TODO1": list(wrong)},
        wrong,
        {at: blank.id for at in goldens.pictures for blank in BLANKS if at[1] in blank.pictures},
    ).write(Assignment.read(path).goldens)


def environment() -> dict[str, str]:
    """For commands that are run elsewhere than in the project's root.

    Not as if below the `make` that runs the tests: a platform's own is the first there.
    """
    import os

    own = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    return {**own, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
