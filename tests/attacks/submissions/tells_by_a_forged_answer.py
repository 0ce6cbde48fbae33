"""Threat: the same, by a frame that the submission itself writes."""

import gc
import os
import stat

from grader.core.answer import Header, encode_frame
from grader.core.exercise import Ask
import tensorflow as tf


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


def grad_cam(model, image, class_index, layer_name):
    if class_index == tf.argmax(model(image)[0]):  # the public case asks for the best class
        return honest_map(model, image, class_index, layer_name)
    for ask in asks():
        what = {"outcome": "crashed", "kind": "SPOILER", "message": "SPOILER"}
        os.write(answer_pipe(), encode_frame(Header(case=ask.case, array=ask.array, **what)))
    os._exit(0)
