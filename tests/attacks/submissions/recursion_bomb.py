"""Threat: recursion without end overflows the stack of the process."""

import sys

sys.setrecursionlimit(10**9)


def grad_cam(*arguments):
    return grad_cam(*arguments)
