"""Submissions whose sources are nearly the same: a reason to look, not a proof.

Sources are compared as sets of shingles (runs of tokens), without comments, docstrings and
whitespace, and without the text of the hand-out itself. Names count: a short task has few right
answers, and students who chose their own names are not grouped.

Each shingle is a number. A source's signature (MinHash) holds the smallest of its numbers, and the
smallest after each of many ways to change them all; the share of places in which two signatures
agree is about the share of shingles that the sources have in common (Broder, On the resemblance and
containment of documents, 1997). When sources are sorted by a part of their signatures, those that
are nearly the same are neighbours, so each is compared with only a few others: time and memory grow
with the number of sources, whatever they hold and however many are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
import re
import zlib

from grader.core.submission import Submission
import numpy as np
from numpy.typing import NDArray

RUN = 8
"""The number of consecutive tokens in a run."""

LEAST = 40
"""A source must have at least this many runs of its own: shorter ones are alike by chance."""

SHARED = 0.9
"""Two sources are alike if they share this part of all the runs that either of them has."""

LARGEST = 64 * 1024
"""In bytes: ten times the hand-out. Larger files were not written by hand and are not compared."""

MOST_RUNS = 2048
"""The most runs kept of one source: those with the smallest numbers, which agree in sources that
are alike."""

BANDS, ROWS = 16, 8
"""A signature has so many parts, and a part so many places. Sources are sorted by each in turn."""

NEIGHBOURS = 8
"""Each source is compared with this many before it in such an order,"""

WORTH_A_LOOK = 0.75
"""if this many places of their signatures agree. For sources that share 0.9 of their runs, fewer
agree less than once in a million."""

COMMONPLACE = 0.8
"""Code that more than this share of a class has comes from the course, or is the only way to write
it,"""

A_CLASS = 20
"""if at least this many have handed in."""

_TOKEN = re.compile(rb'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|#[^\n]*|\w+|[^\w\s]')
_UNSAID = (b'"""', b"'''", b"#")

Runs = NDArray[np.uint64]
NO_RUNS: Runs = np.zeros(0, np.uint64)


def groups_alike(
    submissions: Sequence[Submission],
    handed_out: Iterable[bytes] = (),
    partners: Iterable[Sequence[str]] = (),
) -> list[list[str]]:
    """The names in each group of submissions that are nearly the same, of two and more.

    `handed_out` are the sources that everybody started from. `partners` handed in the same work
    legitimately: they count as one.
    """
    first = {name: names[0] for names in partners for name in names}
    given = np.unique(np.concatenate([NO_RUNS, *(_runs(source) for source in handed_out)]))
    works: dict[str, list[str]] = {}
    own: dict[str, Runs] = {}
    for each in submissions:
        work = first.get(each.name, each.name)
        works.setdefault(work, []).append(each.name)
        if work not in own:
            own[work] = _without(_runs(each.source), given)
    groups: dict[int, list[str]] = {}
    for work, group in zip(own, _groups(_uncommon(list(own.values()))), strict=True):
        groups.setdefault(group, []).append(work)
    return [
        [name for work in alike for name in works[work]]
        for alike in groups.values()
        if len(alike) > 1
    ]


def _runs(source: bytes) -> Runs:
    """The numbers of a source's runs, each once, in order."""
    if len(source) > LARGEST:
        return NO_RUNS
    tokens = [token for token in _TOKEN.findall(source) if not token.startswith(_UNSAID)]
    numbers = np.array([zlib.crc32(token) for token in tokens], np.uint64)
    count = max(0, len(numbers) - RUN + 1)
    runs = np.zeros(count, np.uint64)
    for place in range(RUN):
        runs = _mixed(runs + numbers[place : place + count])
    return np.unique(runs)[:MOST_RUNS]


def _mixed(numbers: Runs) -> Runs:
    """Each number mapped to a pseudo-random one: the last step of splitmix64."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _without(runs: Runs, others: Runs) -> Runs:
    """Those that are not among the others, in order."""
    if not others.size:
        return runs
    places = np.minimum(np.searchsorted(others, runs), others.size - 1)
    kept: Runs = runs[others[places] != runs]
    return kept


def _uncommon(sources: Sequence[Runs]) -> list[Runs]:
    """The runs of each source that not nearly everybody has."""
    if len(sources) < A_CLASS:
        return list(sources)
    runs, counts = np.unique(np.concatenate(sources), return_counts=True)
    common = runs[counts > COMMONPLACE * len(sources)]
    return [_without(each, common) for each in sources]


def _groups(sources: Sequence[Runs]) -> list[int]:
    """The group number of each source; similar sources are in one group, transitively."""
    group = list(range(len(sources)))

    def group_of(place: int) -> int:
        while group[place] != place:
            group[place] = place = group[group[place]]
        return place

    long = np.array([n for n, runs in enumerate(sources) if len(runs) >= LEAST], np.intp)
    for left, right in _worth_a_look(sources, long):
        one, other = group_of(left), group_of(right)
        if one != other and _share(sources[left], sources[right]) >= SHARED:
            group[max(one, other)] = min(one, other)
    return [group_of(place) for place in range(len(sources))]


def _share(left: Runs, right: Runs) -> float:
    """The share that both have of the runs that either has."""
    both = len(left) - len(_without(left, right))
    return both / (len(left) + len(right) - both)


def _worth_a_look(sources: Sequence[Runs], places: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """The places of two sources whose signatures agree, found among neighbours."""
    chance = np.random.default_rng(1997)
    ways = chance.integers(0, 2**64, (2, BANDS * ROWS), np.uint64, endpoint=False)
    factors, terms = ways[0] | np.uint64(1), ways[1]
    signatures = np.array(
        [(sources[place][:, None] * factors + terms).min(axis=0) for place in places]
    ).reshape(len(places), BANDS * ROWS)
    seen: set[tuple[int, int]] = set()
    for band in range(BANDS):
        turned = np.roll(signatures, -band * ROWS, axis=1)
        order = np.lexsort(turned[:, 3 * ROWS :: -1].T)  # the last key counts first
        for distance in range(1, NEIGHBOURS + 1):
            after, before = order[distance:], order[:-distance]
            agree = (signatures[after] == signatures[before]).mean(axis=1) >= WORTH_A_LOOK
            for pair in zip(before[agree].tolist(), after[agree].tolist(), strict=True):
                if pair not in seen:
                    seen.add(pair)
                    yield int(places[pair[0]]), int(places[pair[1]])
