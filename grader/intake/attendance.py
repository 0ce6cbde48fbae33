"""Who of a class has handed in what: submissions and the people of a roster, brought together.

One who is not found, or may be several, stops nobody else: each is said by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
import re
import unicodedata

from grader.core.student import Student, called
from grader.core.submission import Submission
from grader.core.text import Message
from grader.intake.names import listed
from grader.intake.roster import Person, Roster

Keys = Callable[[Person], Iterator[str]]


@dataclass(frozen=True)
class Attendance:
    """Each submission's person, by the submission's name; and who is not so clear.

    `unknown` are submissions of nobody on the roster, `ambiguous` those that may be of several
    people, with those, and `missing` the people of whom there is no submission. `called` is how a
    sentence names each submission.
    """

    found: Mapping[str, Person]
    unknown: tuple[str, ...]
    ambiguous: Mapping[str, tuple[Person, ...]]
    missing: tuple[Person, ...]
    called: Mapping[str, str]

    @classmethod
    def of(cls, people: Sequence[tuple[str, Student | None]], roster: Roster) -> Attendance:
        """Bring together submissions, by name and student, and the people of a roster."""
        index = _Index(roster.people)
        candidates = {name: index.candidates(name, student) for name, student in people}
        owners: dict[int, list[str]] = {}
        for name, places in candidates.items():
            if len(places) == 1:
                owners.setdefault(places[0], []).append(name)
        doubled = {name for names in owners.values() if len(names) > 1 for name in names}
        found = {
            name: roster.people[places[0]]
            for name, places in candidates.items()
            if len(places) == 1 and name not in doubled
        }
        ambiguous = {
            name: tuple(roster.people[place] for place in places)
            for name, places in candidates.items()
            if len(places) > 1 or name in doubled
        }
        taken = {place for places in candidates.values() for place in places}
        missing = (person for place, person in enumerate(roster.people) if place not in taken)
        unknown = tuple(name for name, places in candidates.items() if not places)
        names = {name: called(name, student) for name, student in people}
        return cls(found, unknown, ambiguous, tuple(missing), names)

    def said_of(self, submission: Submission) -> Submission:
        """The submission, with all that the roster knows of its student."""
        person = self.found.get(submission.name)
        if person is None:
            return submission
        student = submission.student
        known = replace(
            student,
            name=person.name or student.name,
            email=person.email or student.email,
            handed_in_at=student.handed_in_at or person.handed_in_at,
        )
        return replace(submission, student=known)

    def notes(self) -> Iterator[Message]:
        """Sentences on all that is not clear, and on who has handed in nothing."""
        yield from self.unclear()
        if self.missing:
            yield Message(
                "On the roster, but without a submission ({count}): {who}.",
                count=len(self.missing),
                who=listed([person.called for person in self.missing]),
            )

    def unclear(self) -> Iterator[Message]:
        """Sentences on all who are unknown, or may be several."""
        if self.unknown:
            yield Message(
                "Not on the roster: {unknown}.",
                unknown=listed([self.called[name] for name in self.unknown]),
            )
        for name, people in self.ambiguous.items():
            if len(people) > 1:
                who = listed([person.called for person in people])
                yield Message(
                    "{name} may be any of {count} people on the roster: {who}.",
                    name=self.called[name],
                    count=len(people),
                    who=who,
                )
            else:
                yield Message(
                    "According to the roster, {name} is one of several submissions of {person}. "
                    "Leave out the others with --leave-out NAME.",
                    name=self.called[name],
                    person=people[0].called,
                )


class _Index:
    """The people of a roster, by all that they may be called, the most certain first."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._by = [_by(people, keys) for keys in (_participants, _ids, _names, _canvas_names)]

    def candidates(self, name: str, student: Student | None) -> tuple[int, ...]:
        """The places of all who may have handed in; what fits nobody makes way for the next."""
        participants, ids, names, canvas_names = self._by
        known = student or Student()
        steps = (
            (participants, known.id),
            (ids, known.email),
            (ids, known.id),
            (ids, name),
            (names, _parts(known.name or name)),
            (canvas_names, known.name or name),
            # A repository is named after the assignment and its owner.
            *((ids, name[match.end() :]) for match in re.finditer("-", name)),
        )
        for index, key in steps:
            places = index.get(_folded(key or ""), ())
            if key and places:
                return tuple(places)
        return ()


def _by(people: Sequence[Person], keys: Keys) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, person in enumerate(people):
        for key in dict.fromkeys(map(_folded, keys(person))):
            if key:
                found.setdefault(key, []).append(place)
    return found


def _participants(person: Person) -> Iterator[str]:
    yield person.participant


def _ids(person: Person) -> Iterator[str]:
    yield from person.ids
    yield person.email


def _names(person: Person) -> Iterator[str]:
    yield _parts(person.name)


def _canvas_names(person: Person) -> Iterator[str]:
    """As Canvas names files: the last name first, nothing but its letters."""
    words = re.split(r"[\s,]+", person.name)
    rotated = [*words[-1:], *words[:-1]]
    for order in ([*words] if "," in person.name else rotated), words:
        yield "".join(each for word in order for each in word if each.isalnum() or _is_mark(each))


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M") or character in "_\u200c\u200d"


def _parts(name: str) -> str:
    """A name's words in one order, for "Doe, Jane" is Jane Doe."""
    return " ".join(sorted(_folded(name.replace(",", " ")).split()))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
