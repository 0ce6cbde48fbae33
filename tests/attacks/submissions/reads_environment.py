"""Threat: tokens in the grader's environment, which a child inherits in more than one place."""

import ctypes
import os

from attacker import attempt


def from_the_c_library():
    libc = ctypes.CDLL(None)
    libc.getenv.restype = ctypes.c_char_p
    value = libc.getenv(b"GRADER_TOKEN") or libc.getenv(b"PATH")
    if value is None:
        raise LookupError
    return value


attempt("os.environ", lambda: os.environ["GRADER_TOKEN"])
attempt("path", lambda: os.environ["PATH"])
attempt("bytes", lambda: os.environb[b"GRADER_TOKEN"])
attempt("libc", from_the_c_library)
