"""Threat: patches of the grader's modules in the jail reach the next exercise or submission."""

import builtins
import gc
import linecache
import sys


def nothing(*arguments, **options):
    raise RuntimeError("poisoned")


for module in [
    value for name, value in sys.modules.items() if name.startswith(("grader", "__main"))
]:
    for name, value in list(vars(module).items()):
        if callable(value) and not name.startswith("__"):
            setattr(module, name, nothing)
linecache.cache.clear()
gc.set_threshold(1)
sys.path[:] = sys.meta_path[:] = []
builtins.open = builtins.print = builtins.len = nothing
