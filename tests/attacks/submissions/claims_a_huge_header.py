"""Threat: lengths that lie make the reader allocate gigabytes."""

import gc
import os
import stat

from grader.core.answer import IMPORTED, LENGTH
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


os.write(answer_pipe(), IMPORTED + LENGTH.pack(2**32 - 1) + b"{" * 1000)
os._exit(0)
