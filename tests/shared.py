"""What is dear to make and is plain files: made once a run, whichever test process asks first."""

from __future__ import annotations

from collections.abc import Callable
import fcntl
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder that `make` has filled, which every process of the run shares: to be read only.

    The processes wait for each other. Where `make` fails, the next that asks tries again.
    """
    base = factory.getbasetemp()
    # pytest-xdist gives each of its processes a folder of its own below the run's.
    run = base.parent if base.name.startswith("popen-") else base
    folder, done = run / f"shared-{name}", run / f"shared-{name}.done"
    with (run / f"shared-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(folder)
            done.touch()
    return folder
