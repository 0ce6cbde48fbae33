"""Threat: an exit status that looks like the grader's own failure, which is never a zero."""

import os

os._exit(70)
