"""The folders of Python, which every submission must be able to read."""

from __future__ import annotations

from pathlib import Path
import sys
import sysconfig


def python_folders() -> tuple[Path, ...]:
    """Where Python and the installed packages live, and nothing around them.

    `sys.prefix` itself is not among them: a virtual environment may well be made in the root of
    the repository, beside the goldens.
    """
    paths = sysconfig.get_paths()
    folders = {Path(paths[name]) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    for name in ("lib", "lib64", "DLLs"):
        folders.add(Path(sys.base_prefix) / name)
    folders.add(Path(sys.prefix) / "pyvenv.cfg")
    return tuple(sorted({folder.resolve() for folder in folders if folder.exists()}))
