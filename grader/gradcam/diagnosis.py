"""Hints: which known mistake a wrong picture shows, or honestly how it differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.core.answer import Failure
from grader.core.blank import Blank
from grader.core.language import message
from grader.core.report import Hint
from grader.goldens.signatures import Signatures
from grader.goldens.store import At, Goldens
from grader.gradcam.likeness import describe
from grader.marking.marker import Picture
import numpy as np

ALONE = message("{message}.")
FAILURES: Mapping[str, str] = {
    "none": "The function {message}. Does it end with `return`? If so, it returns a gradient that "
    "is None, which happens when the tape finds no path from the watched input to the value that "
    "is differentiated. Is the input watched, and is every step in between a TensorFlow operation "
    "(no numpy(), predict() or argmax)?",
    "shape": "The function {message}. Compare with the docstring: which axes are asked for, "
    "and of which layer?",
    "dtype": "The dtype is wrong: {message}. The gradient must keep the dtype of its input: is "
    "there a cast to a fixed dtype, or to bool?",
    "bool": "The function {message}. A comparison gives booleans: what are they for?",
    "not_numbers": "The function {message}, where an array of numbers is expected.",
    "not_finite": "{message}. Is something divided by a value that can be zero, such as the "
    "maximum of a map that is zero everywhere?",
    "not_a_model": "The function {message}.",
    "import": "The file cannot be imported: {message}",
    "call": "{message}",
    "blank": ALONE,
    "timed_out": "{message}. Is there a loop that never ends?",
    "cpu_time": "{message}. Is there a loop that never ends?",
    "out_of_memory": ALONE,
    "scratch": ALONE,
    "killed": "The run ended early: {message}.",
    "exited": "The run ended early: {message}. Your code must not end Python.",
    "file": "{message}",
}
LOST = (
    "The picture is empty. Does something between the input and the value that is differentiated "
    "break the tape, such as numpy(), a comparison or a constant?"
)
NONE_INSIDE = (
    "{message}. A gradient is None when the tape finds no path from the watched input to the value "
    "that is differentiated. Is the input watched, and is every step in between a TensorFlow "
    "operation (no numpy(), predict() or argmax)?"
)
FOLLOWS = "The pipeline uses {blanks}: look there first."
EITHER = "{one} Or perhaps: {other}"
UNNAMED = "The picture {picture} of {case} {difference}."


@dataclass(frozen=True)
class Diagnosis:
    """Gives the hints of one assignment, from the pictures of its public cases alone."""

    goldens: Goldens
    signatures: Signatures

    def name(self, blank: Blank, wrong: Sequence[At], pictures: Mapping[At, Picture]) -> Hint:
        """The hint for a blank whose pictures at `wrong` are wrong; `pictures` are all of its."""
        case, picture = wrong[0]
        part = next(part for part in blank.parts if picture in part.pictures)
        of_part = {at: made for at, made in pictures.items() if at[1] in part.pictures}
        check = self.goldens.manifest.check(case, picture)
        named = self.signatures.matching(blank.id, of_part, check.levels, check.share)
        if named:
            is_empty = not any(np.ptp(made) for made in of_part.values())
            return self._named(named, *((LOST,) if is_empty else ()))
        difference = describe(case, picture, pictures[case, picture], self.goldens)
        values = {"picture": picture, "case": f"case {case}", "difference": difference}
        return Hint(id="differs", text=UNNAMED.format(**values), values=values)

    def _named(self, mistakes: Sequence[str], *others: str) -> Hint:
        hints = list(dict.fromkeys((*(self.signatures.hints[name] for name in mistakes), *others)))
        if len(hints) == 1:
            return Hint(id=mistakes[0], text=hints[0])
        values = {"one": hints[0], "other": hints[1]}
        return Hint(id=mistakes[0], text=EITHER.format(**values), values=values)


def explain_failure(failure: Failure) -> Hint:
    """The hint for an answer that is no picture.

    Its id is one of FAILURES, whatever kind a submission may have forged: ids name known mistakes.
    """
    values = {"message": failure.message}
    kind = failure.kind if failure.kind in FAILURES else "call"
    template = FAILURES[kind]
    if kind == "call" and ("NoneType" in failure.message or "(None)" in failure.message):
        template = NONE_INSIDE
    return Hint(id=kind, text=template.format(**values), values=values)


def follows(wrong_blanks: Sequence[str]) -> Hint:
    """The hint for the pipeline where it is wrong because a blank is."""
    values = {"blanks": ", ".join(wrong_blanks)}
    return Hint(id="follows", text=FOLLOWS.format(**values), values=values)
