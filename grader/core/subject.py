"""What an assignment is about: the interface between the machinery and a subject.

The machinery marks any assignment whose answers can be drawn as pictures. All that it must know of
one is a `Subject`, which the assignment's TOML names:

    subject = "grader.gradcam"

That is a module with a `SUBJECT`, or a package with one in its module `subject`: of this package,
or one that lies beside the TOML file. What is asked in a case travels as a `Question`, which only
the subject reads: its `jailed` module, beside the student's code, and its pictures' `draw`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
import importlib
from pathlib import Path
import sys
from typing import Any, Protocol

from grader.core.answer import Failure, Key
from grader.core.blank import At, Blank, Pixels
from grader.core.case import Case
from grader.core.errors import BadInput
from grader.core.exercise import Question
from grader.core.handout import Handout, Material
from grader.core.report import Hint
from grader.core.text import Message
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel


@dataclass(frozen=True)
class Resolved:
    """A case as it was looked up when the goldens were made.

    `about` is what `Opened.question` makes the question of, and fits into JSON; `shapes` has the
    shape of every raw array of the case.
    """

    about: Mapping[str, Any]
    shapes: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Described:
    """What a case asks, for a person: a caption and, where there is one, a picture, (H, W, 3)."""

    caption: Message
    picture: NDArray[np.uint8] | None = None


@dataclass(frozen=True)
class Wrong:
    """A blank with wrong pictures, and all that may be looked at to say why: public cases alone.

    `at` names the wrong pictures. `pictures` has all that the answer makes, `goldens` what they
    should be, `questions` what was asked. `named` are the hints of the known mistakes that make
    the same pictures, the likeliest first; `named_by` gives those that make some of them, by name
    and of all cases. A pixel may differ by `levels` of 65535. `failures` say, by case and array,
    why there is no picture.
    """

    blank: Blank
    at: Sequence[At]
    pictures: Mapping[At, Pixels]
    goldens: Mapping[At, Pixels]
    questions: Mapping[str, Question]
    named: Sequence[Hint]
    levels: int
    failures: Mapping[Key, Failure] = field(default_factory=dict)
    named_by: Callable[[Collection[str]], Sequence[Hint]] = lambda names: ()


class Opened(Protocol):
    """A subject with the settings of one assignment. It holds no golden.

    Who derives from it writes `digest`, `resolve`, `question` and, as a rule, `explain`.
    """

    @property
    def digest(self) -> Mapping[str, str]:
        """What, beside the questions, an answer depends on: by a name in English, such as
        `network`, a hash of it. Raises BadInput.
        """

    @property
    def setup(self) -> Mapping[str, Any]:
        """What the jailed module is prepared with; fits into JSON, and holds no question."""
        return {}

    @property
    def environment(self) -> Mapping[str, str]:
        """What is added to the little environment that the jailed module starts in."""
        return {}

    @property
    def readable(self) -> Sequence[Path]:
        """The files that the jailed module reads when it is prepared. Raises BadInput."""
        return ()

    @property
    def secret(self) -> Sequence[Path]:
        """Files and folders that no submission may reach, beside the assignment's own folder."""
        return ()

    def resolve(self, cases: Sequence[Case]) -> tuple[Mapping[str, Resolved], Sequence[Message]]:
        """Each case looked up, by name, and notes for the instructor. Raises BadInput.

        May be slow and take memory: it is called once, when goldens are made, in a process of its
        own.
        """

    def question(self, case: Case, about: Mapping[str, Any]) -> Question:
        """What the case asks, from what `resolve` found. Must be quick. Raises BadInput."""

    def diagnose(self, wrong: Wrong) -> Hint | None:
        """All that is to be said of a wrong blank, with pictures or without. Where it is None,
        `explain` tells of wrong pictures, and `explain_failure` why there is none.
        """
        return None

    def explain(self, wrong: Wrong) -> Hint | None:
        """What a blank's wrong pictures show; None where the subject knows no more than anybody."""
        return None

    def explain_failure(self, failure: Failure) -> Hint | None:
        """Why there is no picture; None where the subject knows no more than anybody."""
        return None

    def describe(
        self, case: Case, about: Mapping[str, Any], question: Question
    ) -> Described | None:
        """A public case for a person, from what `resolve` found and what is asked."""
        return None

    def material(self, cases: Sequence[Case]) -> Material:
        """What students need to check these cases at home. Raises BadInput."""
        return Material()


@dataclass(frozen=True)
class Subject:
    """What assignments are about. Its module holds no student's code, and imports nothing slow.

    `blanks` stand in the order in which students fill them in. `case` validates a `[[case]]` of the
    TOML file, and `settings` the keys of the file that are the subject's own. The template, the
    notebook and the goldens are made of the solution `reference`; `catalogue` is the folder of
    known mistakes and right answers (see `grader.goldens.catalogue`). `jailed` names the module
    that runs beside the student's code (see `grader.jail.run`). Right answers may come out
    differently in one of the `environments`, which are added to the usual one when the limits are
    set. `open` takes settings
    and the file that they stand in, and raises BadInput. `package`
    is the folder of the subject's own modules, of which students get those that `handout` names.
    """

    package: Path
    blanks: tuple[Blank, ...]
    case: type[Case]
    settings: type[BaseModel]
    reference: Path
    catalogue: Path
    jailed: str
    open: Callable[[Any, Path], Opened]
    environments: tuple[Mapping[str, str], ...] = ()
    handout: Handout = field(default_factory=Handout)

    @property
    def root(self) -> Path:
        """The folder from which the subject's modules are imported: that of its whole package."""
        return import_root(self.package)

    def blank_of(self, function: str) -> Blank | None:
        """The blank that a function is filled in for; None for a helper."""
        return next((blank for blank in self.blanks if function in blank.functions), None)


def import_root(package: Path) -> Path:
    """The folder that holds a package, or the package that it is a part of; a plain folder itself.

    A plain folder has no `__init__.py`: its modules are imported by their bare names.
    """
    while (package / "__init__.py").exists():
        package = package.parent
    return package


def find_subject(name: str, beside: Path) -> Subject:
    """The subject of that name; `beside` is the folder of the assignment that names it.

    Raises BadInput where there is none.
    """
    # A package may hold its own assignment.
    is_inside = beside.name == name.partition(".")[0] and import_root(beside) != beside
    folder = str(beside.parent if is_inside else beside)
    if folder not in sys.path:
        sys.path.append(folder)  # last, so that it hides no other module
    try:
        module = importlib.import_module(name)
        if not hasattr(module, "SUBJECT"):
            module = importlib.import_module(f"{name}.subject")
        subject = module.SUBJECT
    except (ImportError, AttributeError, ValueError) as error:
        raise BadInput(
            Message(
                "The subject {name} cannot be imported: {error}.", name=repr(name), error=error
            ),
            Message(
                "It must be a module with a SUBJECT, in the package or in {beside}.", beside=beside
            ),
        ) from error
    if not isinstance(subject, Subject):
        raise BadInput(
            Message(
                "SUBJECT of {name} must be a Subject, but is a {name2}.",
                name=name,
                name2=type(subject).__name__,
            )
        )
    return subject
