"""Which of the files that a student handed in is the submission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
import re

from grader.core.text import Message
from grader.intake.archive import students_archive
from grader.intake.candidates import TEMPLATE, Candidate, look_for_code, look_into
from grader.intake.handed_in import ARCHIVES, HANDED_IN, LINK_TYPED, SOURCES, TEXT_TYPED, kind
from grader.intake.members import Bounds
from grader.intake.names import listed, shown
from grader.intake.tree import JUNK, Folder, Found, Refused, walk

MOST_FILES = 5_000
MOST_CANDIDATES = 20
DEEPEST = 8
DEEPEST_ARCHIVE = 2
MOST_NAMED = 5
"""In one sentence."""

REFERENCE = "reference_solution.py"
"""Not a student's own work where there is another file, as in a repository; alone, it counts as
handed in."""

_NOT_THEIRS = re.compile(
    # The hand-out's own folders, as a repository has them; what tools make; and all that hides.
    r"grader|tests?|data|expected_outputs|venv|env|node_modules|site-packages|build|dist|\..*"
    rf"|{JUNK.pattern}",
    re.IGNORECASE,
)
_PROSE = (".md", ".rst", ".tex", ".html", ".htm", ".rtf", ".csv", ".pdf", ".docx", ".doc", ".odt")
"""Kinds in which code may stand, but which are not meant to be run."""


@dataclass(frozen=True)
class Choice:
    """The file that is marked, and its path.

    `problem` says why it cannot be run, where that is known already. `others` are files that could
    have been meant as well, `strays` those that could not. `remarks` say what had to be done to
    read it.
    """

    source: bytes
    where: str
    others: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()
    remarks: tuple[Message, ...] = ()
    problem: Message | None = None


def choose(folder: Folder, functions: Sequence[str], archives: int = 0) -> Choice:
    """The submission among a student's files; `archives` were opened to get there.

    Raises Refused, with a sentence, where there is none, or more than one may be meant.
    """
    files = _files(folder)
    sources = [found for found in files if kind(found.file.name) in SOURCES]
    own = [found for found in sources if found.file.name != REFERENCE]
    if own:
        files, sources = [found for found in files if found.file.name != REFERENCE], own
    elif any(kind(found.file.name) in ARCHIVES for found in files):
        return _in_archive(files, functions, archives)
    candidates = [look_into(found, functions) for found in _few(sources)]
    if not any(each.defined and not each.is_untouched for each in candidates):
        candidates += _unnamed(files, functions)
    if not candidates:
        raise _nothing(files)
    best = _best(candidates)
    problem = None
    if best.problem is not None:
        where = shown(best.found.where)
        problem = Message("{where}: {problem}", where=where, problem=best.problem)
        if best.is_unreadable:
            raise Refused(problem)
    others, strays = _left(files, best, candidates)
    return Choice(best.source, best.found.where, others, strays, best.remarks, problem)


def _files(folder: Folder) -> list[Found]:
    """All that may be the student's own."""
    found = walk(folder, lambda name: _NOT_THEIRS.fullmatch(name) is not None, MOST_FILES, DEEPEST)
    return [each for each in found if not JUNK.fullmatch(each.file.name)]


def _few(sources: Sequence[Found]) -> Sequence[Found]:
    """No more files than can be looked into. Raises Refused."""
    if len(sources) <= MOST_CANDIDATES:
        return sources
    sources = [each for each in sources if each.file.name.startswith(TEMPLATE)]
    if not 0 < len(sources) <= MOST_CANDIDATES:
        raise Refused(
            Message(
                "It holds more than {most_candidates} Python files and notebooks.",
                most_candidates=MOST_CANDIDATES,
            )
        )
    return sources


def _unnamed(files: Sequence[Found], functions: Sequence[str]) -> list[Candidate]:
    """Code in files whose names do not say so: without an ending, or with another one."""
    asked = [each for each in files if kind(each.file.name) not in (*HANDED_IN, *_PROSE)]
    found = [look_for_code(each, functions) for each in asked[:MOST_CANDIDATES]]
    return [each for each in found if each is not None]


def _best(candidates: Sequence[Candidate]) -> Candidate:
    """The one that is marked. Raises Refused where another is as good, and not the same."""
    best = min(candidates, key=lambda each: each.rank)
    alike = [each for each in candidates if each.rank == best.rank]
    if len({each.source for each in alike}) > 1:
        places = listed([each.found.where for each in alike], MOST_NAMED)
        raise Refused(
            Message(
                "It holds {alike} files that may be the submission: {places}.",
                alike=len(alike),
                places=places,
            )
        )
    return best


def _left(
    files: Sequence[Found], best: Candidate, candidates: Sequence[Candidate]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What else could have been meant, and what could not.

    What the student left as it was handed out is neither, and nor is another file of the same code.
    """
    looked_into = {each.found.path: each for each in candidates}
    others, strays = [], []
    for found in files:
        each = looked_into.get(found.path)
        if each and (each.is_untouched or each.source == best.source):
            continue
        if kind(found.file.name) not in HANDED_IN or (each and not each.defined):
            strays.append(found.file.name)
        else:
            others.append(found.where)
    return tuple(others), tuple(strays)


def _in_archive(files: Sequence[Found], functions: Sequence[str], archives: int) -> Choice:
    """What is in the one archive that was handed in. Raises Refused."""
    packed = [found for found in files if kind(found.file.name) in ARCHIVES]
    if len(packed) == 1:
        return _opened(packed[0], files, functions, archives)
    places = listed([found.where for found in packed], MOST_NAMED)
    raise Refused(
        Message(
            "There is no Python file, but {packed} archives: {places}.",
            packed=len(packed),
            places=places,
        )
    )


def _nothing(files: Sequence[Found]) -> Refused:
    """Why none of it could be marked."""
    problem = next((found for found in files if found.file.problem), None)
    if problem is not None:
        where, why = shown(problem.where), problem.file.problem
        return Refused(Message("{where}: {problem}", where=where, problem=why))
    if not files:
        return Refused(Message("There is no file that could be a submission."))
    names = {found.file.name for found in files}
    if names == {TEXT_TYPED}:
        return Refused(Message("No file was handed in, only text that was typed on the platform."))
    if names == {LINK_TYPED}:
        return Refused(Message("No file was handed in, only an address on the web."))
    only = listed([found.where for found in files], MOST_NAMED)
    return Refused(Message("There is no Python file and no notebook, only {only}.", only=only))


def _opened(
    packed: Found, files: Sequence[Found], functions: Sequence[str], archives: int
) -> Choice:
    """What is in an archive. Raises Refused, naming it."""
    bounds = Bounds()
    where = shown(packed.where)
    if archives == DEEPEST_ARCHIVE:
        raise Refused(Message("{where} is an archive in an archive in an archive.", where=where))
    try:
        folder = students_archive(packed.file.name, packed.file.read(bounds.packed), bounds)
        choice = choose(folder, functions, archives + 1)
    except Refused as refusal:
        raise Refused(
            Message("The archive {where} cannot be accepted. {why}", where=where, why=refusal.why)
        ) from refusal
    beside = [found for found in files if found is not packed]
    others = [each.where for each in beside if kind(each.file.name) in HANDED_IN]
    strays = [each.file.name for each in beside if kind(each.file.name) not in HANDED_IN]
    return replace(
        choice,
        where=f"{packed.where}/{choice.where}",
        others=(*(f"{packed.where}/{other}" for other in choice.others), *others),
        strays=(*choice.strays, *strays),
    )
