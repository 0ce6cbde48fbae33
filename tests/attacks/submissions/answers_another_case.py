"""Threat: answers to cases and arrays that were never asked for are believed."""

import gc
import os
import stat

from grader.core.answer import Header, encode_frame
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


for ask in asks():
    for case in ("../../goldens", "another", "public-top1\0", "hidden-top2 "):
        header = Header(case=case, array="../manifest", outcome="answered")
        os.write(answer_pipe(), encode_frame(header, np.zeros(ask.shape, np.float32)))
os._exit(0)
