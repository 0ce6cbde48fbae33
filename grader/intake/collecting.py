"""From a folder or an archive to submissions, nothing dropped without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import overload

from grader.errors import BadInput
from grader.gradcam.blanks import BLANKS
from grader.intake.archive import MOST_IN_CLASS, folder_of, open_archive
from grader.intake.choice import MOST_NAMED, Choice, choose
from grader.intake.disk import DiskFolder
from grader.intake.handed_in import HandedIn, Sorted
from grader.intake.names import fit_name, listed, shown, told_apart
from grader.intake.sorting import sort_class
from grader.intake.tree import Folder, Refused
from grader.submission import Submission

FUNCTIONS = tuple(name for blank in BLANKS for name in blank.functions)
MOST_STRAYS = 50


@dataclass(frozen=True)
class Intake(Sequence[Submission]):
    """The submissions of a class. `notes` are sentences on all that was not simply taken."""

    submissions: tuple[Submission, ...]
    notes: tuple[str, ...] = ()

    @overload
    def __getitem__(self, place: int) -> Submission: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Submission, ...]: ...
    def __getitem__(self, place: int | slice) -> Submission | tuple[Submission, ...]:
        return self.submissions[place]

    def __len__(self) -> int:
        return len(self.submissions)


def collect(source: Path, functions: Sequence[str] = FUNCTIONS) -> Intake:
    """The submissions of a class, in a folder or a zip archive, as a platform hands them out.

    `functions` are those that students fill in: a file that defines them is the submission, where
    a student handed in several. What cannot be taken is a submission with a `problem`. Raises
    BadInput when there is nothing to mark.
    """
    try:
        with _opened(source) as (root, notes):
            found = sort_class(root)
            taken = [_take(each, functions) for each in found.handed_in]
    except Refused as why:
        raise BadInput(f"{source} cannot be taken. {why}", "Unpack it, and look.") from why
    if not taken:
        raise BadInput(
            f"{source} holds no submissions.",
            "They are Python files, notebooks, archives or folders, one a student.",
        )
    taken = _told_apart(taken)
    submissions = sorted((each.submission for each in taken), key=lambda each: each.name)
    return Intake(tuple(submissions), (*notes, *_notes(found, taken)))


@contextmanager
def _opened(source: Path) -> Iterator[tuple[Folder, list[str]]]:
    """The folder to look through, and what of it is not to be trusted."""
    if source.is_dir():
        yield DiskFolder(source.resolve()), []
    elif source.suffix.lower() == ".zip" and source.is_file():
        with open_archive(source) as archive:
            if len(archive.infolist()) > MOST_IN_CLASS:
                raise Refused(f"It holds more than {MOST_IN_CLASS} files and folders.")
            folder, faults = folder_of(source.name, archive)
            yield folder, [f"In {shown(source.name)}: {fault}" for fault in faults]
    else:
        raise BadInput(
            f"{source} is not a folder, and not a zip archive.",
            "Name what holds the submissions. To mark one file: python -m grader check FILE.",
        )


@dataclass(frozen=True)
class _Taken:
    """What became of what a student handed in."""

    handed_in: HandedIn
    submission: Submission
    choice: Choice | None = None


def _take(handed_in: HandedIn, functions: Sequence[str]) -> _Taken:
    name = fit_name(handed_in.name)
    try:
        choice = choose(handed_in.folder, functions)
    except Refused as why:
        return _Taken(handed_in, Submission(name, b"", str(why), handed_in.student))
    return _Taken(handed_in, Submission(name, choice.source, "", handed_in.student), choice)


def _told_apart(taken: Sequence[_Taken]) -> list[_Taken]:
    """All under names of their own."""
    names = told_apart(
        [each.submission.name for each in taken], [each.handed_in.origin for each in taken]
    )
    return [
        replace(each, submission=replace(each.submission, name=name))
        for each, name in zip(taken, names, strict=True)
    ]


def _notes(found: Sorted, taken: Sequence[_Taken]) -> Iterator[str]:
    """A sentence on all that was not simply taken."""
    yield from found.notes
    if found.strays:
        yield f"Not taken for submissions: {listed(found.strays)}."
    for each in taken:
        yield from _notes_on(each)
    strays = Counter(name for each in taken if each.choice for name in each.choice.strays)
    if strays:
        named = [f"{name} ({times})" for name, times in strays.most_common()]
        yield f"Files of other kinds, beside what is marked: {listed(named, MOST_STRAYS)}."
    late = [each.submission.name for each in taken if each.handed_in.is_late]
    if late:
        yield f"Late, by the platform: {listed(late)}."


def _notes_on(taken: _Taken) -> Iterator[str]:
    handed_in, name = taken.handed_in, taken.submission.name
    if name != fit_name(handed_in.name):
        yield (
            f"More than one submission is called {shown(handed_in.name)}: "
            f"{shown(handed_in.origin)} is marked as {name}."
        )
    if handed_in.superseded:
        yield f"{name}: the newest is marked, not {listed(handed_in.superseded)}."
    if taken.choice is not None and taken.choice.others:
        where, others = shown(taken.choice.where), listed(taken.choice.others, MOST_NAMED)
        yield f"{name}: {where} is marked, not {others}."
