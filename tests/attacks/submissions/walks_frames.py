"""Threat: the frames below the submission's own hold an earlier answer, a golden, a socket."""

import socket
import sys

from attacker import SECRETS, attempt


def values():
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename != "submission.py":
            yield from frame.f_locals.items()
        frame = frame.f_back


def bytes_of(value):
    try:
        return bytes(memoryview(value))
    except (TypeError, ValueError):
        return repr(value).encode()


def an_earlier_submission():
    secrets = [start + rest[::-1] for start, rest in SECRETS["in_memory"].values()]
    return next(name for name, value in values() for s in secrets if s in bytes_of(value))


def a_socket_that_is_open():
    streams = (getattr(value, "fileno", None) for _, value in values())
    return next(socket.socket(fileno=fileno()).family for fileno in streams if fileno)


attempt("earlier", an_earlier_submission)
attempt("socket", a_socket_that_is_open)
attempt("grader", lambda: next(n for n, _ in values() if n in ("goldens", "marker", "reference")))
