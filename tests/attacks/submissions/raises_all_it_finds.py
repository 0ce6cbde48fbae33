"""Threat: whatever a process holds beside the submission is told by an error at its import."""

import gc
import sys


def found():
    frame = sys._getframe()
    while frame is not None:
        yield from frame.f_locals.values()
        frame = frame.f_back
    gc.unfreeze()
    yield from gc.get_objects()


names = {name for thing in found() if isinstance(thing, dict) for name in thing}
raise RuntimeError(" ".join(sorted(str(name) for name in names if "-top" in str(name)))[:500])
