"""Hints that hold for any subject: why there is no picture, and how they are put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.core.answer import Failure
from grader.core.blank import At
from grader.core.language import message
from grader.core.report import Hint

ALONE = message("{message}.")
FAILURES: Mapping[str, str] = {
    "none": message("The function {message}. Does it end with `return`?"),
    "shape": message("The function {message}. Compare with the docstring."),
    "bool": message("The function {message}. A comparison gives booleans: what are they for?"),
    "not_numbers": message("The function {message}, where an array of numbers is expected."),
    "not_finite": message("{message}. Is something divided by a value that can be zero?"),
    "import": message("The file cannot be imported: {message}"),
    "call": "{message}",
    "blank": ALONE,
    "timed_out": message("{message}. Is there a loop that never ends?"),
    "cpu_time": message("{message}. Is there a loop that never ends?"),
    "out_of_memory": ALONE,
    "scratch": ALONE,
    "killed": message("The run ended early: {message}."),
    "exited": message("The run ended early: {message}. Your code must not end Python."),
    "file": "{message}",
}
"""By the kind of a failure."""

FOLLOWS = message("{whole} uses {blanks}: look there first.")
EITHER = message("{one} Or perhaps: {other}")
DIFFERS = message("The picture {picture} of {case} {difference}.")
DIFFERENT = message("is not what is expected")
HIDDEN = Hint(
    id="hidden_case",
    text=message(
        "Every public case is right, but a hidden one is not. Does the code rely on something that "
        "holds only in the public cases?"
    ),
)
"""All that is said of a hidden case: whatever more a submission could draw or say there, it could
use to tell what the case is."""


def explain_failure(failure: Failure, own: Mapping[str, str] = FAILURES) -> Hint:
    """The hint for an answer that is no picture; `own` are a subject's words, by kind.

    Its id is a known kind, whatever kind a submission may have forged: ids name known mistakes.
    """
    words = {**FAILURES, **own}
    kind = failure.kind if failure.kind in words else "call"
    values = {"message": failure.message}
    return Hint(id=kind, text=words[kind].format(**values), values=values)


def either(named: Sequence[Hint], *others: str) -> Hint:
    """One of several known mistakes, or of `others`: the first two different things to say."""
    texts = list(dict.fromkeys((*(hint.text for hint in named), *others)))
    if len(texts) == 1:
        return named[0]
    values = {"one": texts[0], "other": texts[1]}
    return Hint(id=named[0].id, text=EITHER.format(**values), values=values)


def differs(at: At, difference: str = DIFFERENT) -> Hint:
    """How a picture differs; `difference` is the rest of the sentence."""
    case, picture = at
    values = {"picture": picture, "case": f"case {case}", "difference": difference}
    return Hint(id="differs", text=DIFFERS.format(**values), values=values)


def follows(whole: str, wrong_blanks: Sequence[str]) -> Hint:
    """The hint for the blank `whole` where it is wrong because others are."""
    values = {"whole": whole, "blanks": ", ".join(wrong_blanks)}
    return Hint(id="follows", text=FOLLOWS.format(**values), values=values)
