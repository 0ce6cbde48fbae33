"""Threat: an answer of a gigabyte fills the memory of who reads it."""

import gc
import os
import stat

from grader.core.exercise import Ask


def answer_pipe():
    """The descriptor that the grader reads the answer from."""
    for descriptor in range(3, 64):
        try:
            if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
                return descriptor
        except OSError:
            continue
    raise LookupError


def asks():
    gc.unfreeze()
    return [thing for thing in gc.get_objects() if isinstance(thing, Ask)]


chunk = bytes(1 << 20)
for _ in range(1024):
    os.write(answer_pipe(), chunk)
os._exit(0)
