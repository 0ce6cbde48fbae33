"""What a subject says about its hand-out; the template, the notebook and the kit follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Material:
    """The data that students need to check an assignment's cases at home.

    `files` are given by their paths beside the kit's `assignment.toml`, and `settings` are the
    entries of that file that say where they lie. With `arguments`, such as `--scene cat`, the
    template shows one of the cases.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    arguments: str = ""


@dataclass(frozen=True)
class Cells:
    """The subject's own code in the notebook; it runs there, and never where it is marked.

    `first` runs before the imports. `show` displays what the functions make so far: in it,
    `{functions}` stands for their names, and `{language}` for that of the notebook, as in `--lang`.
    """

    first: str = ""
    show: str = ""


@dataclass(frozen=True)
class Handout:
    """What students get of a subject, beside the template and the public cases.

    `code` are patterns of the files, in the folder of the subject's own module, that run at home;
    `documents` are patterns of files beside the reference, such as `HANDOUT*.md`.
    """

    code: tuple[str, ...] = ("*.py",)
    documents: tuple[str, ...] = ()
    cells: Cells = Cells()
