"""How much of the machine one submission may use."""

from __future__ import annotations

from dataclasses import dataclass, fields

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The most that one confined child may take of each resource.

    The memory limit counts what the child adds to what it inherited, so that a warm and a cold
    worker give a submission the same room. `wall_seconds` and `output_bytes` are for the parent to
    enforce: the child cannot be trusted to stop itself.
    """

    wall_seconds: float = 20.0
    cpu_seconds: int = 40
    memory_bytes: int = 4096 * MEBIBYTE
    stack_bytes: int = 64 * MEBIBYTE
    file_bytes: int = 16 * MEBIBYTE
    scratch_bytes: int = 64 * MEBIBYTE
    scratch_files: int = 1000
    output_bytes: int = 1 * MEBIBYTE
    open_files: int = 128
    threads: int = 512

    def __post_init__(self) -> None:
        """Raises ValueError for a limit that is not above zero, which would mean "no limit"."""
        for field in fields(self):
            if getattr(self, field.name) <= 0:
                raise ValueError(f"the limit {field.name} must be above zero")
