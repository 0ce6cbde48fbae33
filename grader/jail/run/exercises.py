"""What a subject gives the jail: one module of exercises, and what it is prepared with.

The jail knows no framework. What has to be loaded, how it survives a fork, and what a question
means, is the module's own business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
import importlib
from pathlib import Path
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol, cast

from grader.core.exercise import Ask, Question

if TYPE_CHECKING:
    from grader.core.subject import Opened, Subject


class Exercises(Protocol):
    """A module of a subject that runs in the jail, beside student code.

    Each child inherits whatever the module and its package import, so that they must import no
    golden, no reference and no mistake. They import all that they need when they are imported
    themselves: a confined child can open no file of theirs, and so import no more of it.

    There are two ways to run it, and a submission that is right in either has its marks. Cold, a
    child of a process that has only imported the module calls `prepare` itself: whatever a fresh
    interpreter can do, it can do. Warm, a child inherits what `warm_up` returned, and answers at
    once. A module that has nothing slow to load says `warm_up = prepare`.
    """

    OUT_OF_MEMORY: tuple[str, ...]
    """The names of exceptions, beside MemoryError, that say that there was too little memory."""

    def prepare(self, setup: Mapping[str, Any], /) -> Any:
        """Load what the exercises need, of which every child has its own. `setup` fits into JSON,
        and its paths are to files that the child may read."""

    def warm_up(self, setup: Mapping[str, Any], /) -> Any:
        """The same, in a process that is forked afterwards, again and again: with all done that
        need not be done for each, and so that the children can go on with it.

        No thread may run when this returns, since none survives a fork.
        """

    def watch_for_what_needs_cold(self) -> Callable[[], bool]:
        """Whether, from now on, the submission meets what a child that was forked warm cannot do.

        Called in the warm child before student code, which may undo it, and so lose its own second
        chance and no more. Where there is nothing of that kind: `return lambda: False`.
        """

    def run(
        self,
        given: Any,
        solution: ModuleType,
        asks: Sequence[Ask],
        questions: Mapping[str, Question],
        /,
    ) -> Iterator[Callable[[], object]]:
        """For each ask, in their order, a call that gives what the student's functions answer.

        `given` is what `prepare` or `warm_up` returned. The call returns what can be made a float32
        array of the ask's shape; it may raise `grader.core.exercise.Unusable` to say why it cannot,
        NotImplementedError where a blank is still blank, and whatever student code raises.
        """


@dataclass(frozen=True)
class Setup:
    """A module of exercises, by name, and what it is prepared with.

    `beside` is the folder that holds the module, where it is no part of an installed package.
    `environment` is what the servers' environment says beyond the little that all servers are
    given, for a framework that is set by variables. No question is in it: what a server holds,
    each of its children holds.
    """

    exercises: str
    setup: Mapping[str, Any]
    beside: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, subject: Subject, opened: Opened) -> Setup:
        """The setup of an opened subject. Raises BadInput."""
        is_ours = subject.jailed.partition(".")[0] == __name__.partition(".")[0]
        beside = None if is_ours else subject.root
        return cls(subject.jailed, opened.setup, beside, opened.environment)

    @property
    def imported(self) -> dict[str, Any]:
        """The first message to a server: what to import."""
        beside = None if self.beside is None else str(self.beside.absolute())
        return {"exercises": self.exercises, "beside": beside}

    def prepared(self, lanes: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """The second: what to prepare it with, and the lanes to serve."""
        return {"setup": dict(self.setup), "lanes": list(lanes)}


def read_exercises(name: str, beside: str | None) -> Exercises:
    """Import the module, in a server. Raises whatever the import raises.

    The folder beside is on the path for as long as this takes, and no longer: a submission is not
    to find there what was not imported.
    """
    if beside is not None:
        sys.path.insert(0, beside)
    try:
        return cast(Exercises, importlib.import_module(name))
    finally:
        if beside is not None:
            sys.path.remove(beside)
