"""Sentences with fields: recognising one by its fixed words, and reading its values out of it.

What comes from another process, or with an exception, is finished English. Its template is found
again here, so that it can be said in another language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

LEAST_KNOWN = 3
"""Letters that a template must have of its own, or it would be seen in anything."""


@dataclass(frozen=True)
class Template:
    """A text with {fields}; `literals` are the fixed words before, between and behind them."""

    text: str
    fields: tuple[str, ...]
    literals: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Template | None:
        """The template that `text` is; None where it has no fields, or is none."""
        try:
            parts = list(Formatter().parse(text))
        except ValueError:
            return None
        fields = tuple(field for _, field, _, _ in parts if field is not None)
        if not fields or not all(field.isidentifier() for field in fields):
            return None
        literals = tuple(literal for literal, _, _, _ in parts)
        ends_in_field = parts[-1][1] is not None
        return cls(text, fields, (*literals, "") if ends_in_field else literals)

    @property
    def known(self) -> int:
        """How many letters are fixed: of two templates that fit, the one with more is meant."""
        return sum(character.isalpha() for literal in self.literals for character in literal)

    def fits(self, said: str, values: Mapping[str, str]) -> bool:
        """Whether `said` is this template with these values put in."""
        return set(self.fields) == set(values) and self.text.format(**values) == said

    def values_in(self, said: str) -> dict[str, str] | None:
        """The values with which `said` is this template; None where it is not.

        Each value ends where the next fixed words first come: that takes a time in proportion to
        the text, whatever a hostile submission has written into it.
        """
        first, *between, last = self.literals
        if self.known < LEAST_KNOWN or not said.startswith(first) or not said.endswith(last):
            return None
        place, end = len(first), len(said) - len(last)
        values = []
        for literal in between:
            found = said.find(literal, place, end)
            if found < 0:
                return None
            values.append(said[place:found])
            place = found + len(literal)
        if place > end:
            return None
        values.append(said[place:end])
        return dict(zip(self.fields, values, strict=True))
