"""A subject that has nothing to do with networks: filling a convex polygon.

All that an assignment's own subject takes: its cases, a blank with one picture, and the exercise
that runs beside the student's code.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.core.blank import Blank, Part, Picture
from grader.core.case import Case
from grader.core.exercise import Ask, Question
from grader.core.subject import Opened, Resolved, Subject
import numpy as np
from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent
OUT_OF_MEMORY = ()


class Corners(Case):
    """A case: the polygon's corners, counterclockwise, and the size of its picture."""

    corners: list[tuple[float, float]]
    size: tuple[int, int]


class Settings(BaseModel):
    """The TOML file has no keys of the subject's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Polygons(Opened):
    """Nothing is looked up: a case says all that is asked."""

    @property
    def digest(self) -> Mapping[str, str]:
        return {}

    def resolve(self, cases: Sequence[Case]) -> tuple[Mapping[str, Resolved], Sequence[str]]:
        return {each.name: Resolved(each.declared, {"filled": each.size}) for each in cases}, ()

    def question(self, case: Case, about: Mapping[str, Any]) -> Question:
        return Question({"corners": about["corners"], "size": about["size"]}, {})


def draw(filled: np.ndarray, question: Question) -> np.ndarray:
    """The polygon, white on black."""
    return (np.clip(filled, 0, 1) * 65535).astype(np.uint16)


def prepare(setup: Mapping[str, Any]) -> None:
    """Nothing has to be loaded."""


warm_up = prepare


def watch_for_what_needs_cold() -> Callable[[], bool]:
    return lambda: False


def run(
    given: None, solution: Any, asks: Sequence[Ask], questions: Mapping[str, Question]
) -> Iterator[Callable[[], object]]:
    """Call the student's function on the corners of each case."""
    for ask in asks:
        about = questions[ask.case].about
        yield lambda about=about: solution.fill(about["corners"], *about["size"])


FILLED = Picture("filled", "The filled polygon", ("filled",), draw, fixed_scale=True)
SUBJECT = Subject(
    package=HERE,
    blanks=(Blank("TASK1", "Filling", ("fill",), (Part(1.0, (FILLED,)),)),),
    case=Corners,
    settings=Settings,
    reference=HERE / "polygon_solution.py",
    catalogue=HERE / "mistakes",
    jailed="polygon",
    open=lambda settings, source: Polygons(),
)
