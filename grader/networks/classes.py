"""Finding a class by its rank, its name or its index."""

from __future__ import annotations

import re

from grader.core.errors import BadInput
from grader.core.text import Message
import numpy as np
from numpy.typing import NDArray

SYNSET = re.compile(r"n\d{8} ")
"""ImageNet's number of a class, which some lists put before its name."""

SHOWN = 12


def find_class(class_: str | int, scores: NDArray[np.floating], names: tuple[str, ...]) -> int:
    """The index of a class given as `top3` (the third highest score), a name, or an index.

    `scores` is (classes,). A name is found without its ImageNet number, by any of its
    comma-separated synonyms, with _ for spaces, in upper or lower case. Raises BadInput for a class
    that the network does not have, and for an ambiguous name.
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
            Message(
                "More than one class is named {wanted}: {several}.",
                wanted=repr(wanted),
                several=several,
            ),
            Message("Use the index of one of them."),
        )
    shown = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
    raise BadInput(
        Message("The network has no class {wanted}.", wanted=repr(wanted)),
        Message(
            "Use a rank from top1 to top{count}, an index from 0 to {last}, or a name: {names}.",
            count=len(names),
            last=len(names) - 1,
            names=shown,
        ),
    )


def _named(wanted: str, names: tuple[str, ...]) -> list[int]:
    """The classes with that name: exactly, else apart from spelling, else among synonyms."""
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
    """A name without its ImageNet number, in lower case, with single spaces between words."""
    words = SYNSET.sub("", name.replace("_", " ").strip()).casefold()
    return " ".join(words.split())
