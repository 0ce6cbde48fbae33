"""Threat: locks on what everybody reads make others' runs wait or fail."""

import fcntl
import gc
import os

from attacker import attempt
import keras

gc.unfreeze()
networks = {
    thing
    for holder in gc.get_objects()
    for thing in gc.get_referents(holder)
    if isinstance(thing, str) and thing.endswith(".keras") and os.path.isfile(thing)
}
for path in {*networks, keras.__file__, os.__file__}:
    descriptor = os.open(path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    attempt("write", os.write, descriptor, b"x")
    attempt("lease", fcntl.fcntl, descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
