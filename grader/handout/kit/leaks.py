"""The proof that a kit gives nothing away: every file of it is opened, and compared with secrets.

It reads what was written, and knows nothing of how it was put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
import io
import json
from pathlib import PurePosixPath
import re

import cv2
from grader.goldens.png import fingerprint
from grader.handout.kit.canon import bodies, canonical, statements
from grader.handout.kit.secrets import Secrets, fingerprint_of_array, whole_word
from grader.handout.kit.unfold import PNG, png_chunks, unfold
import numpy as np

TEXTS = (
    ".py", ".toml", ".txt", ".md", ".json", ".lock", ".j2", ".yml", ".yaml", ".ipynb", ".svg",
    ".html", ".po", ".sh", "",
)  # fmt: skip
CATALOGUE = b"\xde\x12\x04\x95"
ZIPS = {".npz": (".npy",), ".keras": (".json", ".h5")}
PLAIN_CHUNKS = {b"IHDR", b"IDAT", b"IEND", b"PLTE", b"tRNS", b"pHYs", b"sBIT", b"gAMA", b"sRGB"}


def find_leaks(files: Mapping[str, bytes], secrets: Secrets) -> list[str]:
    """A sentence for each secret that a kit's files, given by their paths, hold."""
    return [
        f"{path} {found}."
        for path, data in sorted(files.items())
        for found in dict.fromkeys(_leaks(path, data, secrets))
    ]


def _leaks(path: str, data: bytes, secrets: Secrets) -> Iterator[str]:
    yield from _of_unknown_kind(path, data)
    for pattern, what in _patterns(secrets):
        if pattern.search(path):
            yield f"is named like {what}"
    for layer in unfold(data):
        yield from _in_layer(layer, secrets)


def _of_unknown_kind(path: str, data: bytes) -> Iterator[str]:
    """What cannot be looked into is not given away: compiled code, archives, hidden files."""
    suffix = PurePosixPath(path).suffix
    if suffix == ".png":
        if not data.startswith(PNG):
            yield "is no PNG"
        yield from (
            f"holds more than a picture: {kind.decode('latin-1')}"
            for kind, _ in png_chunks(data)
            if kind not in PLAIN_CHUNKS
        )
    elif suffix == ".mo":
        if not data.startswith(CATALOGUE):
            yield "is no message catalogue"
    elif suffix in ZIPS:
        if not data.startswith(b"PK"):
            yield f"is no {suffix} file"
        yield from (f"holds {name}" for name in _names_in(data) if not name.endswith(ZIPS[suffix]))
    elif suffix in TEXTS:
        try:
            if "\0" in data.decode("utf-8"):
                yield "is no text"
        except UnicodeDecodeError:
            yield "is no text"
    else:
        yield f"is of a kind that students do not get: {suffix}"


def _names_in(data: bytes) -> list[str]:
    import zipfile

    try:
        return zipfile.ZipFile(io.BytesIO(data)).namelist()
    except zipfile.BadZipFile:
        return ["what cannot be read"]


def _in_layer(layer: bytes, secrets: Secrets) -> Iterator[str]:
    if layer.startswith(PNG):
        yield from _in_picture(layer, secrets)
    elif layer.startswith(b"\x93NUMPY"):
        yield from _in_array(layer, secrets)
    text = layer.decode("utf-8", "replace")
    for pattern, what in _patterns(secrets):
        if pattern.search(text):
            yield f"has {what}"
    flat = canonical(text)
    code = {*statements(text), *(s for cell in _cells(text) for s in statements(cell))}
    for line, origin in secrets.code.items():
        if line in flat or line in code:
            yield f"has a line of {origin}: {line}"
    for source in (text, *_cells(text)):
        for body in bodies(source):
            if body in secrets.bodies:
                yield f"has a function of {secrets.bodies[body]}, with other names"


def _patterns(secrets: Secrets) -> Iterator[tuple[re.Pattern[str], str]]:
    for name, what in secrets.names.items():
        yield whole_word(name), f"{what}, {name}"


def _in_picture(data: bytes, secrets: Secrets) -> Iterator[str]:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if picture is None:
        yield "is no picture that can be read"
        return
    rows = picture[..., ::-1] if picture.ndim == 3 else picture
    what = secrets.pictures.get(fingerprint(np.ascontiguousarray(rows)))
    if what:
        yield f"is {what}"


def _in_array(data: bytes, secrets: Secrets) -> Iterator[str]:
    array = np.load(io.BytesIO(data), allow_pickle=False)
    what = secrets.arrays.get(fingerprint_of_array(array))
    if what:
        yield f"has {what}"


def _cells(text: str) -> Iterator[str]:
    """The code cells of a notebook; none where the text is none."""
    if not text.lstrip().startswith("{"):
        return
    try:
        cells = json.loads(text).get("cells", [])
    except (ValueError, AttributeError):
        return
    for cell in cells:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            yield "".join(cell.get("source", ""))
