"""Threat: limits are raised again, or other processes' are lowered."""

import os
import resource

from attacker import SECRETS, attempt

for name in ("DATA", "AS", "STACK", "FSIZE", "NOFILE", "NPROC", "CPU", "CORE", "MEMLOCK"):
    kind = getattr(resource, f"RLIMIT_{name}")
    _, hard = resource.getrlimit(kind)
    attempt(f"raise {name}", resource.setrlimit, kind, (hard, hard + 1))
    attempt(f"no {name}", resource.setrlimit, kind, (-1, -1))
attempt("parent", resource.prlimit, os.getppid(), resource.RLIMIT_CPU, (1, 1))
attempt("grader", resource.prlimit, SECRETS["grader"], resource.RLIMIT_NOFILE, (0, 0))
attempt("nice", os.nice, -5)
