"""Which file is the submission, of all that one student handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
import re

from grader.core.submission import LARGEST, in_utf8
from grader.intake.archive import Bounds, students_archive
from grader.intake.disk import size
from grader.intake.handed_in import HANDED_IN, SOURCES, is_disguised, kind, stem
from grader.intake.names import listed, shown
from grader.intake.notebook import LARGEST_NOTEBOOK, python_of
from grader.intake.tree import JUNK, File, Folder, Found, Refused, walk

TEMPLATE = "student_template"
"""What the hand-out is called, without its ending."""

MOST_FILES = 5_000
MOST_CANDIDATES = 20
DEEPEST = 8
DEEPEST_ARCHIVE = 2
MOST_NAMED = 5
"""In one sentence."""

_NOT_THEIRS = re.compile(
    # The hand-out's own folders, as a repository has them; what tools make; and all that hides.
    r"grader|tests?|data|expected_outputs|venv|env|node_modules|site-packages|build|dist|\..*"
    rf"|{JUNK.pattern}",
    re.IGNORECASE,
)
REFERENCE = "reference_solution.py"
"""Nobody's own work where there is another file, as in a repository; alone, it is handed in."""

_OPEN_BLANK = re.compile(rb"^[ \t]*raise[ \t]+NotImplementedError\b", re.MULTILINE)


@dataclass(frozen=True)
class Choice:
    """The file that is marked, and where it lies.

    `others` are files that could have been meant as well, `strays` those of other kinds. `remarks`
    say what had to be done to read it.
    """

    source: bytes
    where: str
    others: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    """A file that may be the submission: its source, or the problem with it.

    `remarks` say what had to be done to read it. `defined` counts the blanks'
    functions in it, `is_untouched` says that all are still open.
    """

    found: Found
    source: bytes
    problem: str
    remarks: tuple[str, ...]
    defined: int
    is_untouched: bool

    @property
    def rank(self) -> tuple[object, ...]:
        """The better, the lower: by content first, then by name, then by place."""
        name = self.found.file.name
        called = stem(name)
        return (
            -self.defined,
            not self.problem,  # rather its problem than the mark of a file that defines nothing
            self.is_untouched,
            called != TEMPLATE,
            not called.startswith(
                TEMPLATE
            ),  # the hand-out in another language: student_template_zh
            len(self.found.path),
            kind(name) != ".py",
            is_disguised(name),
        )


def choose(folder: Folder, functions: Sequence[str], archives: int = 0) -> Choice:
    """The submission among a student's files; `archives` were opened to get there.

    Raises Refused, with a sentence, where there is none, or more than one may be meant.
    """
    files = _files(folder)
    sources = [found for found in files if kind(found.file.name) in SOURCES]
    own = [found for found in sources if found.file.name != REFERENCE]
    if own:
        files, sources = [found for found in files if found.file.name != REFERENCE], own
    elif not sources or any(kind(found.file.name) == ".zip" for found in files):
        return _in_archive(files, functions, archives)
    best = _best([_candidate(found, functions) for found in _few(sources)])
    if best.problem:
        raise Refused(f"{shown(best.found.where)}: {best.problem}")
    others, strays = _left(files, best.found)
    return Choice(best.source, best.found.where, others, strays, best.remarks)


def _files(folder: Folder) -> list[Found]:
    """All that may be the student's own."""
    found = walk(folder, lambda name: _NOT_THEIRS.fullmatch(name) is not None, MOST_FILES, DEEPEST)
    return [each for each in found if not JUNK.fullmatch(each.file.name)]


def _left(files: Sequence[Found], taken: Found) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What else could have been meant, and what is of another kind."""
    left = [found for found in files if found is not taken]
    others = tuple(found.where for found in left if kind(found.file.name) in HANDED_IN)
    return others, tuple(
        found.file.name for found in left if kind(found.file.name) not in HANDED_IN
    )


def _few(sources: Sequence[Found]) -> Sequence[Found]:
    """No more files than can be looked into. Raises Refused."""
    if len(sources) > MOST_CANDIDATES:
        sources = [each for each in sources if each.file.name.startswith(TEMPLATE)]
    if not 0 < len(sources) <= MOST_CANDIDATES:
        raise Refused(f"It holds more than {MOST_CANDIDATES} Python files and notebooks.")
    return sources


def _candidate(found: Found, functions: Sequence[str]) -> _Candidate:
    """A file, looked into: searched for words, never parsed or run here."""
    remarks: tuple[str, ...] = ()
    try:
        source, remarks = _read_source(found.file)
        problem = "" if source.strip() else "It is empty."
    except Refused as why:
        source, problem = b"", str(why)
    defined = sum(
        re.search(rb"^def[ \t]+%s\b" % re.escape(name.encode()), source, re.MULTILINE) is not None
        for name in functions
    )
    open_blanks = len(_OPEN_BLANK.findall(source))
    is_untouched = open_blanks >= max(1, len(functions))
    return _Candidate(found, source, problem, remarks, defined, is_untouched)


def _read_source(file: File) -> tuple[bytes, tuple[str, ...]]:
    """The Python source in a file of one of `SOURCES`, and what had to be done to read it.

    Raises Refused.
    """
    remarks: tuple[str, ...] = ()
    if is_disguised(file.name):
        remarks = (f"{shown(file.name)} is read as a {kind(file.name)} file",)
    if kind(file.name) == ".ipynb":
        return python_of(file.read(LARGEST_NOTEBOOK)), remarks
    content = file.read(2 * LARGEST)
    try:
        source = in_utf8(content)
    except UnicodeDecodeError as error:
        raise Refused("It claims to be UTF-16, but is not.") from error
    if source != content:
        remarks = (*remarks, f"{shown(file.name)} is UTF-16, and read as such")
    if len(source) > LARGEST:
        raise Refused(f"It is larger than {size(LARGEST)}.")
    return source, remarks


def _best(candidates: Sequence[_Candidate]) -> _Candidate:
    """The one that is marked. Raises Refused where another is as good, and not the same."""
    best = min(candidates, key=lambda each: each.rank)
    alike = [each for each in candidates if each.rank == best.rank]
    if len({each.source for each in alike}) > 1:
        places = listed([each.found.where for each in alike], MOST_NAMED)
        raise Refused(f"It holds {len(alike)} files that may be the submission: {places}.")
    return best


def _in_archive(files: Sequence[Found], functions: Sequence[str], archives: int) -> Choice:
    """What is in the one archive that was handed in."""
    packed = [found for found in files if kind(found.file.name) == ".zip"]
    problem = next((found for found in files if found.file.problem), None)
    if len(packed) == 1:
        return _opened(packed[0], files, functions, archives)
    if packed:
        places = listed([found.where for found in packed], MOST_NAMED)
        raise Refused(f"It holds no Python file, but {len(packed)} archives: {places}.")
    if problem is not None:
        raise Refused(f"{shown(problem.where)}: {problem.file.problem}")
    if files:
        names = listed([found.where for found in files], MOST_NAMED)
        raise Refused(f"It holds no Python file and no notebook, only {names}.")
    raise Refused("It holds no file that could be a submission.")


def _opened(
    packed: Found, files: Sequence[Found], functions: Sequence[str], archives: int
) -> Choice:
    """What is in an archive. Raises Refused, naming it."""
    bounds = Bounds()
    where = shown(packed.where)
    if archives == DEEPEST_ARCHIVE:
        raise Refused(f"{where} is an archive in an archive in an archive.")
    try:
        folder = students_archive(packed.file.name, packed.file.read(bounds.packed), bounds)
        choice = choose(folder, functions, archives + 1)
    except Refused as why:
        raise Refused(f"The archive {where} is not taken. {why}") from why
    others, strays = _left(files, packed)
    return replace(
        choice,
        where=f"{packed.where}/{choice.where}",
        others=(*(f"{packed.where}/{other}" for other in choice.others), *others),
        strays=(*choice.strays, *strays),
    )
