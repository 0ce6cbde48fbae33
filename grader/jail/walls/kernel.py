"""Calls of the C library for which Python has no function."""

from __future__ import annotations

import ctypes
from functools import cache
import os
from typing import Any


def call(name: str, *arguments: Any) -> None:
    """Call the function `name`. Raises OSError where it returns anything but 0."""
    if getattr(_library(), name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
