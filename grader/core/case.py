"""One question of an assignment, as its TOML file declares it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Declared(BaseModel):
    """A table of the TOML file: every key must be known."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Case(Declared):
    """One question; the subject's own model adds what it asks.

    A public case's goldens are given to students; of a hidden one they see no more than the mark.
    `blanks` are those that the case marks, all where none is named: each exercise that no check
    needs is time that hundreds of submissions wait for.
    """

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=80)
    visibility: Literal["public", "hidden"] = "public"
    blanks: tuple[str, ...] = ()

    def marks(self, blank: str) -> bool:
        """Whether the case marks a blank."""
        return not self.blanks or blank in self.blanks

    @property
    def declared(self) -> dict[str, object]:
        """All that its goldens depend on. Visibility does not: the same picture is right."""
        return self.model_dump(mode="json", exclude={"name", "visibility"})
