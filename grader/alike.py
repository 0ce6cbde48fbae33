"""Submissions whose sources are nearly the same: a reason to look, and no proof.

Sources are compared as sets of runs of words and signs, without comments, strings of documentation
and space, and without what the hand-out itself says. Names count: a short task has few right
answers, and students who chose their own names for it are not grouped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
import re

from grader.submission import Submission
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

RUN = 8
"""Words and signs in a row."""

LEAST = 40
"""So many runs of its own a source must have: what is shorter is alike by chance."""

SHARED = 0.9
"""Of the runs that either of two sources has, both have this share."""

_TOKEN = re.compile(rb'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|#[^\n]*|\w+|[^\w\s]')
_UNSAID = (b'"""', b"'''", b"#")

Run = tuple[bytes, ...]


def groups_alike(
    submissions: Sequence[Submission], handed_out: Iterable[bytes] = ()
) -> list[list[str]]:
    """The names in each group of submissions that are nearly the same, of two and more.

    `handed_out` are the sources that all of them began with.
    """
    common = frozenset(run for source in handed_out for run in _runs(source))
    own = {each.name: _runs(each.source) - common for each in submissions}
    own = {name: runs for name, runs in own.items() if len(runs) >= LEAST}
    if not own:
        return []
    groups: dict[int, list[str]] = {}
    for name, group in zip(own, _components(list(own.values())), strict=True):
        groups.setdefault(group, []).append(name)
    return [names for names in groups.values() if len(names) > 1]


def _components(sets: Sequence[frozenset[Run]]) -> list[int]:
    """The number of the group of each set; sets alike are in one, and those alike to them."""
    counts = Counter(run for runs in sets for run in runs)
    several = (run for run, count in counts.items() if count > 1)
    place = {run: number for number, run in enumerate(several)}
    rows = [number for number, runs in enumerate(sets) for run in runs if run in place]
    columns = [place[run] for runs in sets for run in runs if run in place]
    shape = (len(sets), max(1, len(place)))
    has = csr_array((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)
    shared = (has @ has.T).toarray()
    sizes = np.array([len(runs) for runs in sets])
    either = sizes[:, None] + sizes - shared
    _, groups = connected_components(csr_array(shared >= SHARED * either), directed=False)
    return [int(group) for group in groups]


def _runs(source: bytes) -> frozenset[Run]:
    tokens = [token for token in _TOKEN.findall(source) if not token.startswith(_UNSAID)]
    return frozenset(zip(*(tokens[start:] for start in range(RUN)), strict=False))
