"""Copies of the files that children must read, where nothing else lets them.

A file of the assignment may lie in a folder that only root can enter: in a checkout that is closed
to all others, say. Where the capability to read past modes cannot be kept, children are given a
copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
import os
from pathlib import Path
import shutil
from typing import Any


def copy_for_all(paths: Iterable[str], folder: Path) -> dict[str, str]:
    """Copies in `folder`, which any user may enter, by the path of what they are of.

    Raises OSError where one cannot be made.
    """
    copies: dict[str, str] = {}
    for number, path in enumerate(sorted(set(paths))):
        place = folder / f"readable-{number}"
        place.mkdir()
        # Whatever the umask.
        place.chmod(0o755)
        copy = place / os.path.basename(path)
        shutil.copyfile(path, copy)
        copy.chmod(0o644)
        copies[path] = str(copy)
    return copies


def with_copies(setup: Any, copies: Mapping[str, str]) -> Any:
    """What exercises are prepared with, each path in it replaced by its copy's."""
    if isinstance(setup, Mapping):
        return {name: with_copies(value, copies) for name, value in setup.items()}
    return copies.get(setup, setup) if isinstance(setup, str) else setup
