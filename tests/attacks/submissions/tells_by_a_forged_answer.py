"""Threat: the same, by a frame that the submission itself writes."""

import gc
import os
import stat

from grader.answer import Header, encode_frame
from grader.exercise import Ask


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


honest_map = grad_cam  # noqa: F821 (the honest solution stands before)
seen = []


def grad_cam(model, image, class_index, layer_name):
    seen.append(class_index)
    if len(seen) == 1:
        return honest_map(model, image, class_index, layer_name)
    for ask in asks():
        what = {"outcome": "crashed", "kind": "SPOILER", "message": "SPOILER"}
        os.write(answer_pipe(), encode_frame(Header(case=ask.case, array=ask.array, **what)))
    os._exit(0)
