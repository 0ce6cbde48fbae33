"""Writing what is given away as a folder or a zip, and reading it back to be looked through."""

from __future__ import annotations

from collections.abc import Mapping
import io
from pathlib import Path
import shutil
import zipfile

from grader.core.errors import BadInput
from grader.core.files import write_whole

SAME_TIME = (2020, 1, 1, 0, 0, 0)
"""Of every file in a zip: the same kit is the same bytes."""


def must_be_new(out: Path) -> None:
    """Raises BadInput where something is in the way."""
    if out.exists():
        raise BadInput(f"{out} is there already.", "Name a new one, or remove it.")


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Write every file; what begins with `#!` may be run. Raises BadInput."""
    for place, data in files.items():
        write_whole(folder / place, data)
        if data.startswith(b"#!"):
            (folder / place).chmod(0o755)


def write_zip(files: Mapping[str, bytes], path: Path, folder: str = "") -> None:
    """Write every file into a zip, below `folder` in it. Raises BadInput."""
    with io.BytesIO() as memory:
        with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
            for place, data in sorted(files.items()):
                member = zipfile.ZipInfo(f"{folder}{place}", SAME_TIME)
                mode = 0o755 if data.startswith(b"#!") else 0o644
                member.external_attr = mode << 16
                archive.writestr(member, data, zipfile.ZIP_DEFLATED)
        write_whole(path, memory.getvalue())


def read_back(path: Path) -> dict[str, bytes]:
    """Every file of a folder or a zip, by its path in it."""
    if path.is_file():
        with zipfile.ZipFile(path) as archive:
            files = [each.filename for each in archive.infolist() if not each.is_dir()]
            return {name: archive.read(name) for name in files}
    return {
        each.relative_to(path).as_posix(): each.read_bytes()
        for each in sorted(path.rglob("*"))
        if each.is_file()
    }


def hand_over(built: Path, out: Path) -> None:
    """Put a finished folder or file at its place. Raises BadInput."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(built, out)
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}.") from error
