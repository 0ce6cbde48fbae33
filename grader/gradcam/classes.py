"""Naming a class: by its rank, its name or its index."""

from __future__ import annotations

import re

from grader.errors import BadInput
import numpy as np
from numpy.typing import NDArray


def find_class(class_: str | int, scores: NDArray[np.floating], names: tuple[str, ...]) -> int:
    """The index of a class given as `top3` (the third highest score), a name, or an index.

    `scores` is (classes,). Raises BadInput for a class that the network does not have.
    """
    wanted = str(class_).strip()
    if rank := re.fullmatch(r"top([1-9]\d*)", wanted):
        index = int(rank[1]) - 1
        if index < len(names):
            return int(np.argsort(-scores, kind="stable")[index])
    elif wanted in names:
        return names.index(wanted)
    elif wanted.isdecimal() and int(wanted) < len(names):
        return int(wanted)
    shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    raise BadInput(
        f"The network has no class {wanted!r}.",
        f"Use a rank from top1 to top{len(names)}, an index from 0 to {len(names) - 1}, "
        f"or a name: {shown}.",
    )
