"""16-bit PNG files of goldens, grey or RGB."""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
from grader.core.errors import BadInput
from grader.core.text import Message
import numpy as np
from numpy.typing import NDArray


def write_picture(path: Path, picture: NDArray[np.uint16]) -> None:
    """Write a picture, (H, W) or (H, W, 3) RGB, as 16-bit PNG. Raises BadInput."""
    rows = picture[..., ::-1] if picture.ndim == 3 else picture
    done, data = cv2.imencode(".png", np.ascontiguousarray(rows), [cv2.IMWRITE_PNG_COMPRESSION, 9])
    if not done:
        raise BadInput(Message("{path} cannot be encoded as PNG.", path=path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.tobytes())
    except OSError as error:
        raise BadInput(
            Message("{path} cannot be written: {error}.", path=path, error=error)
        ) from error


def read_picture(path: Path) -> NDArray[np.uint16]:
    """Read what `write_picture` wrote. Raises BadInput when it is missing or something else."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(
            Message("{path} cannot be read: {error}.", path=path, error=error)
        ) from error
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED) if data else None
    if picture is None or picture.dtype != np.uint16:
        raise BadInput(
            Message("{path} is damaged: it is not a PNG with 16 bits per channel.", path=path)
        )
    rows = np.asarray(picture, np.uint16)
    return np.ascontiguousarray(rows[..., ::-1]) if rows.ndim == 3 else rows


def fingerprint(picture: NDArray[np.uint16]) -> str:
    """SHA-256 of the pixels and the shape: the same whatever wrote the PNG."""
    shape = repr(picture.shape).encode()
    return hashlib.sha256(shape + np.ascontiguousarray(picture).tobytes()).hexdigest()
