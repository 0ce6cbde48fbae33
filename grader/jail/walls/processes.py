"""The processes of this machine, as /proc lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path


def statuses(proc: Path = Path("/proc")) -> Iterator[Mapping[str, str]]:
    """What /proc/PID/status says of each process, by field.

    A process gives itself its name: 15 bytes of any kind, which need not be text. The kernel
    escapes a line's end in it, and nothing else that Python would take for one.
    """
    for folder in proc.iterdir():
        if folder.name.isdigit():
            with suppress(OSError, ValueError):
                text = (folder / "status").read_bytes().decode("utf-8", "replace")
                yield dict(line.split(":", 1) for line in text.strip().split("\n"))
