"""Solution blocks: where the reference holds what students are to write."""

from __future__ import annotations

import re

BLOCK = re.compile(
    r"(?P<indent> *)# SOLUTION (?P<blank>\w+): (?P<task>.+)\n"
    r"(?P<solution>(?:.*\n)*?)"
    r"(?P=indent)# END OF SOLUTION\n"
)
"""A block, with the id of its blank, what is to be done there, and the solution."""
