"""Threat: every descriptor is used up, and what comes next cannot open its files."""

import os

from attacker import attempt

attempt("dup", lambda: [os.dup(0) for _ in range(100_000)])
attempt("pipe", lambda: [os.pipe() for _ in range(100_000)])
