"""Writing files whole or not at all."""

from __future__ import annotations

from contextlib import suppress
import os
from pathlib import Path
from secrets import token_hex

from grader.core.errors import BadInput
from grader.core.text import Message


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a temporary file and move it into place, so that nobody ever sees half a file.

    The umask decides who may read it. Raises BadInput when the folder cannot be written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    temporary = path.parent / f".{path.name[:40]}-{token_hex(8)}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise BadInput(
            Message("{path} cannot be written: {strerror}.", path=path, strerror=error.strerror)
        ) from error
