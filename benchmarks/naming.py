"""Whether a mistake is rejected by the committed limits, and named or honestly described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.core.blank import At, Blank
from grader.core.hints import HIDDEN
from grader.core.report import Hint
from grader.goldens.catalogue import Mistake
from grader.goldens.compare import compare
from grader.goldens.survey import Made
from grader.marking.marker import Marker

from benchmarks.answers import BY_ID, of_blank
from benchmarks.cross_fit import Share

VAGUE = ("differs", "exited", HIDDEN.id)
"""The ids of hints that do not name a mistake, but say what differs, or that something does."""


@dataclass(frozen=True)
class Judge:
    """Judges mistakes by the committed goldens, limits and signatures."""

    marker: Marker

    def hint(self, mistake: Mistake, made: Made) -> Hint | None:
        """What a student who made the mistake would read; None where it passes."""
        blank = BY_ID[mistake.blank]
        cases = self.marker.assignment.cases
        public = {case.name for case in cases if case.visibility == "public"}
        own = {at: made for at, made in of_blank(made.pictures, blank).items() if at[0] in public}
        failed = {at: each for at, each in made.failures.items() if at[1] in blank.pictures}
        wrong = [*failed, *self._wrong(blank, made)]
        in_public = [at for at in wrong if at[0] in public]
        if in_public:
            # Each picture of the four blanks is made of one raw array, of the same name.
            return self.marker.explain(blank, in_public, own, failed)
        return HIDDEN if wrong else None

    def _wrong(self, blank: Blank, made: Made) -> list[At]:
        """Where a picture of its blank that a mistake made does not pass."""
        goldens = self.marker.goldens
        return [
            at
            for check in goldens.manifest.checks
            if check.picture in blank.pictures
            and (at := (check.case, check.picture)) in made.pictures
            and not compare(made.pictures[at], goldens.pictures[at], check.tolerance).passed
        ]


@dataclass(frozen=True)
class Naming:
    """The hints of some mistakes, None where one was accepted."""

    hints: Mapping[Mistake, Hint | None]

    @property
    def accepted(self) -> list[str]:
        """The ids of those that passed."""
        return [mistake.id for mistake, hint in self.hints.items() if hint is None]

    @property
    def unnamed(self) -> dict[str, str]:
        """The ids of those that were rejected with a hint that does not fit, and the hint."""
        return {
            mistake.id: hint.text
            for mistake, hint in self.hints.items()
            if hint is not None and not fits(mistake, hint)
        }

    @property
    def rejected(self) -> Share:
        """How many were rejected."""
        return Share(len(self.hints) - len(self.accepted), len(self.hints))

    @property
    def named(self) -> Share:
        """How many were rejected with a hint that fits."""
        return Share(self.rejected.hits - len(self.unnamed), len(self.hints))


def fits(mistake: Mistake, hint: Hint) -> bool:
    """Whether a hint says what the mistake is.

    For one of the catalogue its own hint must be in it, or the failure it ends in; one that was
    held out says in `source` which words an honest hint has.
    """
    if mistake.source.startswith("expect: "):
        words = mistake.source.removeprefix("expect: ").split(" | ")
        return any(word in f"{hint.id} {hint.text}" for word in words)
    return mistake.hint in hint.text or hint.id not in VAGUE
