"""Small submissions, notebooks and archives, good and hostile, made in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
import io
import json
from pathlib import Path
import stat
import zipfile

from grader.intake import Intake, collecting

FUNCTIONS = (
    "gg_relu",
    "replace_activation_layer_in_keras",
    "get_class_saliency",
    "get_saliency",
    "grad_cam",
)


def collect(source: Path) -> Intake:
    """The submissions of a class that was to fill in these functions."""
    return collecting.collect(source, FUNCTIONS)


def notes_of(intake: Intake) -> tuple[str, ...]:
    """The notes in English."""
    return tuple(map(str, intake.notes))


def solved(mark: str = "") -> str:
    """A file that defines every function."""
    return f"# {mark}\n" + "".join(f"def {name}(x):\n    return x\n" for name in FUNCTIONS)


def untouched() -> str:
    """The hand-out, as it is."""
    raised = '    raise NotImplementedError("TODO")\n'
    return "".join(f"def {name}(x):\n{raised}" for name in FUNCTIONS)


def notebook(*cells: str, kind: str = "code") -> str:
    """A notebook with these cells, lines kept as Jupyter keeps them."""
    made = [
        {"cell_type": kind, "metadata": {}, "source": cell.splitlines(keepends=True)}
        for cell in cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files."""
    with io.BytesIO() as content:
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        return content.getvalue()


def zipped_infos(infos: Sequence[tuple[zipfile.ZipInfo, bytes]]) -> bytes:
    """A zip of entries whose every field may be a lie."""
    with io.BytesIO() as content:
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for info, data in infos:
                archive.writestr(info, data)
        return content.getvalue()


def special(name: str, mode: int) -> zipfile.ZipInfo:
    """An entry with a Unix mode: a link, a device."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


LINK = stat.S_IFLNK | 0o777
DEVICE = stat.S_IFCHR | 0o666
PIPE = stat.S_IFIFO | 0o666


def lay(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """These files below a folder; the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
