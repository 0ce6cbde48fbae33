"""Naming a class: by its rank, its name or its index."""

from __future__ import annotations

import re

from grader.core.errors import BadInput
import numpy as np
from numpy.typing import NDArray

SYNSET = re.compile(r"n\d{8} ")
"""ImageNet's number of a class, which some lists put before its name."""

SHOWN = 12


def find_class(class_: str | int, scores: NDArray[np.floating], names: tuple[str, ...]) -> int:
    """The index of a class given as `top3` (the third highest score), a name, or an index.

    `scores` is (classes,). A name is found without its number in ImageNet, by one of several that
    commas part, with _ for a space, and in any case. Raises BadInput for a class that the network
    does not have, and for a name of more than one.
    """
    wanted = str(class_).strip()
    if rank := re.fullmatch(r"top([1-9]\d*)", wanted):
        index = int(rank[1]) - 1
        if index < len(names):
            return int(np.argsort(-scores, kind="stable")[index])
    elif wanted.isdecimal() and wanted not in names and int(wanted) < len(names):
        return int(wanted)
    elif found := _named(wanted, names):
        if len(found) == 1:
            return found[0]
        several = ", ".join(f"{index} ({names[index]})" for index in found[:SHOWN])
        raise BadInput(
            f"More than one class is named {wanted!r}: {several}.", "Use the index of one of them."
        )
    shown = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
    raise BadInput(
        f"The network has no class {wanted!r}.",
        f"Use a rank from top1 to top{len(names)}, an index from 0 to {len(names) - 1}, "
        f"or a name: {shown}.",
    )


def _named(wanted: str, names: tuple[str, ...]) -> list[int]:
    """The classes with that name: exactly, else but for how it is written, else among others."""
    exactly = [index for index, name in enumerate(names) if name == wanted]
    plain = _plain(wanted)
    written = [index for index, name in enumerate(names) if plain and _plain(name) == plain]
    among = [
        index
        for index, name in enumerate(names)
        if plain and plain in (_plain(each) for each in SYNSET.sub("", name).split(","))
    ]
    return exactly or written or among


def _plain(name: str) -> str:
    """A name without ImageNet's number, in small letters, its words parted by single spaces."""
    words = SYNSET.sub("", name.replace("_", " ").strip()).casefold()
    return " ".join(words.split())
