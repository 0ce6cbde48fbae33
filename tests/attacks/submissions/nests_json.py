"""Threat: JSON of a depth, or a number of a length, that the reader cannot take."""

import gc
import os
import stat

from grader.core.answer import LENGTH
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


for text in (b"[" * 8000, b'{"case":' + b"9" * 8000 + b"}", b'{"case": NaN}', b"\xff" * 100):
    os.write(answer_pipe(), LENGTH.pack(len(text)) + text)
os._exit(0)
