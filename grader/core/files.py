"""Writing files whole or not at all."""

from __future__ import annotations

from contextlib import suppress
import os
from pathlib import Path
from secrets import token_hex

from grader.core.errors import BadInput


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file beside its place and move it there, so that nobody ever sees half of it.

    Who may read it is for the umask to say. Raises BadInput when the folder cannot be written.
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
        raise BadInput(f"{path} cannot be written: {error.strerror}.") from error
