"""Writing what is given away, as a folder or a zip."""

from __future__ import annotations

from collections.abc import Mapping
import io
from pathlib import Path
import shutil
import tempfile
import zipfile

from grader.core.errors import BadInput
from grader.core.files import write_whole
from grader.core.text import Message

SAME_TIME = (2020, 1, 1, 0, 0, 0)
"""Of every file in a zip: the same kit is the same bytes."""


def must_be_new(out: Path) -> None:
    """Raises BadInput where something is in the way."""
    if out.exists():
        raise BadInput(
            Message("{out} already exists.", out=out),
            Message("Choose another name, or remove it first."),
        )


def hand_over(files: Mapping[str, bytes], out: Path, folder: str = "", *, as_zip: bool) -> None:
    """Write a new folder whole or not at all, or a zip that unpacks to `folder`.

    Raises BadInput.
    """
    if as_zip:
        return write_zip(files, out, f"{folder}/" if folder else "")
    with tempfile.TemporaryDirectory(prefix="kit-") as temporary:
        built = Path(temporary) / "built"
        write_folder(files, built)
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(built, out)
        except OSError as error:
            raise BadInput(
                Message("{out} cannot be written: {strerror}.", out=out, strerror=error.strerror)
            ) from error


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
