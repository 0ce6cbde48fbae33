"""Who owns which entry of a class's folder, in whatever form it was downloaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.core.text import Message
from grader.intake.blackboard import sort_blackboard
from grader.intake.candidates import TEMPLATE, looks_like_code
from grader.intake.canvas import sort_canvas
from grader.intake.gradescope import metadata_of, sort_gradescope
from grader.intake.handed_in import HANDED_IN, HandedIn, Label, Sorted, is_handed_in, kind, stem
from grader.intake.moodle import sort_moodle
from grader.intake.names import shown
from grader.intake.tree import JUNK, Bundle, Entry, File, Folder

_OF_A_REPOSITORY = {".git", ".github", "grader"}


def sort_class(root: Folder) -> Sorted:
    """What each student handed in. Raises Refused where the folder cannot be listed."""
    notes: list[Message] = []
    entries = _without_junk(root)
    while (inner := _wrapped(entries)) is not None:
        notes.append(Message("All submissions are in the folder {name}.", name=shown(inner.name)))
        entries = _without_junk(inner)
    found = _sort(entries)
    return Sorted(found.handed_in, found.strays, (*notes, *found.notes))


def _sort(entries: Sequence[Entry]) -> Sorted:
    metadata = metadata_of(entries)
    if metadata is not None:
        return sort_gradescope(entries, metadata)
    canvas = sort_canvas(entries)
    if canvas is not None:
        of_canvas, others = canvas
        return replace(of_canvas, handed_in=(*of_canvas.handed_in, *map(_of_entry, others)))
    moodle, others = sort_moodle(entries)
    blackboard, others = sort_blackboard(others)
    own = tuple(_of_entry(entry) for entry in others if _is_ones_own(entry))
    strays = tuple(entry.name for entry in others if not _is_ones_own(entry))
    return Sorted((*moodle, *blackboard, *own), strays)


def _is_ones_own(entry: Entry) -> bool:
    """Whether it can be a submission by itself: also a file of code that has no ending."""
    if is_handed_in(entry) or not isinstance(entry, File):
        return is_handed_in(entry)
    return not kind(entry.name) and looks_like_code(entry)


def _of_entry(entry: Entry) -> HandedIn:
    """A folder or a file named after its student."""
    if not isinstance(entry, File):
        return HandedIn(Label(entry.name, entry.name), entry)
    name = stem(entry.name) if kind(entry.name) in HANDED_IN else entry.name
    return HandedIn(Label(name, entry.name), Bundle(name, (entry,)))


def _wrapped(entries: Sequence[Entry]) -> Folder | None:
    """The one folder that holds the class, where archives and exports put one around it.

    A folder alone may as well be the only student's: then it has the hand-out in it, looks like a
    repository, or holds no more than one thing.
    """
    if len(entries) != 1 or isinstance(entries[0], File):
        return None
    inside = _without_junk(entries[0])
    if (
        metadata_of(inside) is not None
        or sort_canvas(inside)
        or sort_moodle(inside)[0]
        or sort_blackboard(inside)[0]
    ):
        return entries[0]
    names = {entry.name for entry in inside}
    if names & _OF_A_REPOSITORY or {f"{TEMPLATE}{ending}" for ending in HANDED_IN} & names:
        return None
    return entries[0] if sum(map(is_handed_in, inside)) > 1 else None


def _without_junk(folder: Folder) -> list[Entry]:
    return [entry for entry in folder.entries() if not JUNK.fullmatch(entry.name)]
