"""Threat: a socket, a log or a file of the grader's was left open in the child."""

import fcntl
import os
import socket
import stat

from attacker import attempt


def descriptors():
    for descriptor in range(4096):
        try:
            yield descriptor, os.fstat(descriptor)
        except OSError:
            continue


def is_readable(descriptor):
    try:
        os.set_blocking(descriptor, False)
        return bool(os.read(descriptor, 1))
    except OSError:
        return False


def is_written(descriptor):
    try:
        return fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY
    except OSError:
        return False


attempt("socket", lambda: next(d for d, status in descriptors() if stat.S_ISSOCK(status.st_mode)))
attempt("receive", lambda: next(socket.socket(fileno=d).recv(1) for d, _ in descriptors() if d > 2))
attempt("read", lambda: next(d for d, _ in descriptors() if is_readable(d)))
attempt(
    "file", lambda: next(d for d, s in descriptors() if stat.S_ISREG(s.st_mode) and is_written(d))
)
attempt("pipes", lambda: [d for d, s in descriptors() if stat.S_ISFIFO(s.st_mode)][4])
