"""From a folder or an archive to submissions; nothing is dropped silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.submission import Submission
from grader.core.text import Message
from grader.intake.asked import ASKED_NOTHING, AskedOfClass, Intake
from grader.intake.choice import MOST_NAMED, Choice
from grader.intake.handed_in import Label
from grader.intake.names import alike, fit_name, listed, shown, told_apart
from grader.intake.reader import Listing, Reader, ReadingLimits
from grader.intake.tree import Refused

MOST_STRAYS = 50


def collect(
    source: Path,
    functions: Sequence[str],
    limits: ReadingLimits | None = None,
    asked: AskedOfClass = ASKED_NOTHING,
) -> Intake:
    """The submissions of a class, in a folder or a zip archive, as a platform hands them out.

    `functions` are those that students fill in: a file that defines them is the submission, where a
    student handed in several. What cannot be read becomes a submission with a `problem`. Raises
    BadInput when there is nothing to mark.
    """
    if not source.is_dir() and not (source.suffix.lower() == ".zip" and source.is_file()):
        raise BadInput(
            Message("{source} is not a folder, and not a zip archive.", source=source),
            Message(
                "Give the folder or zip of submissions. To mark one file: python "
                "-m grader check FILE."
            ),
        )
    try:
        with Reader(source, "class", limits) as reader:
            listing = reader.listing()
            taken = [_take(reader, label, functions) for label in listing.labels]
    except Refused as refusal:
        raise BadInput(
            Message("{source} cannot be read. {why}", source=source, why=refusal.why),
            Message("Unpack it and look inside."),
        ) from refusal
    if not taken:
        raise BadInput(
            Message("{source} holds no submissions.", source=source),
            Message("They are Python files, notebooks, archives or folders, one per student."),
        )
    return asked.applied(_intake(listing, _told_apart(taken)))


def collect_one(
    source: Path, functions: Sequence[str], limits: ReadingLimits | None = None
) -> Intake:
    """What one student handed in, a file or a folder: one submission, no link followed.

    What cannot be read becomes a submission with a `problem`. Raises BadInput when nothing is
    there.
    """
    if not source.exists():
        raise BadInput(
            Message("There is no {source}.", source=source),
            Message("Name the file or folder that was handed in."),
        )
    try:
        with Reader(source, "one", limits) as reader:
            listing = reader.listing()
            return _intake(listing, [_take(reader, each, functions) for each in listing.labels])
    except Refused as refusal:
        raise BadInput(
            Message("{source} cannot be read. {why}", source=source, why=refusal.why),
            Message("Look inside it."),
        ) from refusal


def _intake(listing: Listing, taken: Sequence[_Taken]) -> Intake:
    submissions = sorted((each.submission for each in taken), key=lambda each: each.name)
    assert not alike([each.name for each in submissions])  # one's marks would be another's
    together: dict[str, list[str]] = {}
    for each in taken:
        if each.label.together:
            together.setdefault(each.label.together, []).append(each.submission.name)
    partners = tuple(tuple(sorted(names)) for names in together.values())
    return Intake(tuple(submissions), tuple(_notes(listing, taken)), partners)


@dataclass(frozen=True)
class _Taken:
    """The result of reading what a student handed in."""

    label: Label
    submission: Submission
    choice: Choice | None = None


def _take(reader: Reader, label: Label, functions: Sequence[str]) -> _Taken:
    empty = Submission(fit_name(label.name), b"", None, label.student, label.origin)
    try:
        choice = reader.choose(label, functions)
    except Refused as refusal:
        return _Taken(label, replace(empty, problem=refusal.why))
    return _Taken(label, replace(empty, source=choice.source, problem=choice.problem), choice)


def _told_apart(taken: Sequence[_Taken]) -> list[_Taken]:
    """All submissions, under distinct names."""
    names = told_apart(
        [each.submission.name for each in taken], [each.label.origin for each in taken]
    )
    return [
        replace(each, submission=replace(each.submission, name=name))
        for each, name in zip(taken, names, strict=True)
    ]


def _notes(listing: Listing, taken: Sequence[_Taken]) -> Iterator[Message]:
    """A sentence about everything unusual."""
    yield from listing.notes
    if listing.strays:
        yield Message("Not treated as submissions: {names}.", names=listed(listing.strays))
    for each in taken:
        yield from _notes_on(each)
    strays = Counter(name for each in taken if each.choice for name in each.choice.strays)
    if strays:
        named = [f"{name} ({times})" for name, times in strays.most_common()]
        yield Message(
            "Other files, which are not marked: {names}.", names=listed(named, MOST_STRAYS)
        )


def _notes_on(taken: _Taken) -> Iterator[Message]:
    label, name, called = taken.label, taken.submission.name, taken.submission.called
    if name != fit_name(label.name):
        yield Message(
            "More than one submission is called {called}: {origin} is marked as {name}.",
            called=shown(label.name),
            origin=shown(label.origin),
            name=name,
        )
    if label.superseded:
        others = listed(label.superseded)
        yield Message(
            "{name}: the newest file is marked, not {others}.", name=called, others=others
        )
    if taken.choice is not None:
        for remark in taken.choice.remarks:
            yield Message("{name}: {remark}", name=called, remark=remark)
        if taken.choice.others:
            where, others = shown(taken.choice.where), listed(taken.choice.others, MOST_NAMED)
            yield Message(
                "{name}: {where} is marked, not {others}.", name=called, where=where, others=others
            )
