"""Threat: whoever unpickles what a submission wrote, runs its code."""

import gc
import os
import pickle
import stat

from grader.core.answer import IMPORTED
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


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/LEFT-BY-AN-ATTACK",)


os.write(answer_pipe(), IMPORTED + pickle.dumps(Bomb()))


def grad_cam(model, image, class_index, layer_name):
    return Bomb()
