"""What a subject says about its hand-out; the template, the notebook and the kit follow from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.core.assignment import Assignment
from grader.core.blank import Blank


@dataclass(frozen=True)
class Material:
    """The data that an assignment's cases need.

    `files` are given by their paths beside the kit's `assignment.toml`, and `settings` are the
    entries of that file that say where they lie. `arguments` are those of the template in the kit's
    README, such as `--scene cat`.
    """

    settings: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    arguments: str = ""


def no_material(assignment: Assignment) -> Material:
    """The material of a subject whose cases are all in the assignment itself."""
    return Material()


@dataclass(frozen=True)
class Cells:
    """The subject's own code in the notebook; it runs there, and never where it is marked.

    `first` runs before the imports. `show` displays what the functions make so far: in it,
    `{functions}` stands for their names.
    """

    first: str = ""
    show: str = ""


@dataclass(frozen=True)
class Handout:
    """What students get, and what is kept from them.

    `reference` is the solved file; the template is made of it, and lies beside it. `catalogue` are
    the TOML files of known mistakes and right answers. Neither is handed out. `code` are patterns
    of the files in `package`, the subject's folder, that students need; `documents` are patterns of
    files beside the reference, such as `HANDOUT*.md`. `material` gives the data of an assignment's
    cases; it raises BadInput.
    """

    blanks: tuple[Blank, ...]
    reference: Path
    package: Path
    catalogue: tuple[Path, ...] = ()
    code: tuple[str, ...] = ("*.py",)
    documents: tuple[str, ...] = ()
    cells: Cells = Cells()
    material: Callable[[Assignment], Material] = no_material

    def blank_of(self, function: str) -> Blank | None:
        """The blank that a function is filled in for; None for a helper."""
        return next((blank for blank in self.blanks if function in blank.functions), None)
