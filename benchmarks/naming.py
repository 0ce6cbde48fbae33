"""Whether a mistake is rejected by the committed limits, and named or honestly described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.compare import compare
from grader.golden import BLANK_OF
from grader.goldens import Goldens
from grader.gradcam.diagnosis import Diagnosis, explain_failure
from grader.gradcam.mistakes.catalogue import Mistake
from grader.report import Hint
from grader.survey import Made

from benchmarks.answers import BY_ID, of_blank
from benchmarks.cross_fit import Share

VAGUE = "differs"
"""The id of a hint that does not name a mistake, but says what differs."""


@dataclass(frozen=True)
class Judge:
    """Judges mistakes by the committed goldens, limits and signatures."""

    goldens: Goldens
    diagnosis: Diagnosis

    def hint(self, mistake: Mistake, made: Made) -> Hint | None:
        """What a student who made the mistake would read; None where it passes."""
        blank = BY_ID[mistake.blank]
        own = of_blank(made.pictures, blank)
        failed = [failure for at, failure in made.failures.items() if BLANK_OF[at[1]] == blank]
        if failed:
            return explain_failure(failed[0])
        wrong = [
            (check.case, check.picture)
            for check in self.goldens.manifest.checks
            if (at := (check.case, check.picture)) in own
            and not compare(own[at], self.goldens.pictures[at], check.tolerance).passed
        ]
        return self.diagnosis.name(blank, wrong, own) if wrong else None


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
    return mistake.hint in hint.text or hint.id not in (VAGUE, "exited")
