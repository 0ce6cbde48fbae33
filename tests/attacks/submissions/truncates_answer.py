"""Threat: half an answer makes the grader wait for the rest, or read past the end."""

import gc
import os
import stat

from grader.core.answer import IMPORTED, Header, encode_frame
from grader.core.exercise import Ask
import numpy as np


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


ask = asks()[0]
header = Header(case=ask.case, array=ask.array, outcome="answered")
frame = IMPORTED + encode_frame(header, np.zeros(ask.shape, np.float32))
os.write(answer_pipe(), frame[: len(frame) // 2])
os._exit(0)
