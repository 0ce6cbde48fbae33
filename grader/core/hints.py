"""Hints that hold for any subject: why there is no picture, and how they are put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.core.answer import Failure
from grader.core.blank import At
from grader.core.language import message
from grader.core.report import Hint
from grader.core.text import Message

ALONE = message("{message}.")
FAILURES: Mapping[str, str] = {
    "none": message("The function {message}. Does it end with `return`?"),
    "shape": message("The function {message}. Compare with the docstring."),
    "bool": message("The function {message}. A comparison gives booleans: what are they for?"),
    "not_numbers": message("The function {message}, where an array of numbers is expected."),
    "not_finite": message("{message}. Is something divided by a value that can be zero?"),
    "import": message("The file cannot be imported: {message}"),
    "package": message(
        "{message}. Where the file is marked there is Python's own library and what the kit "
        "installs, and nothing else, even if your computer has more. Do without that import, or "
        "put the code that you need into this file."
    ),
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

DIFFERENT = Message("is not what is expected")
HIDDEN = Hint.of(
    "hidden_case",
    Message(
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
    return Hint.of(kind, Message(words[kind], message=failure.message))


def either(named: Sequence[Hint], *others: Message) -> Hint:
    """One of several known mistakes, or of `others`: the first two different things to say."""
    said = list(dict.fromkeys((*(hint.message for hint in named), *others)))
    if len(said) == 1:
        return named[0]
    return Hint.of(named[0].id, Message("{one} Or perhaps: {other}", one=said[0], other=said[1]))


def differs(at: At, difference: Message = DIFFERENT) -> Hint:
    """How a picture differs; `difference` is the rest of the sentence."""
    case, picture = at
    said = Message(
        "The picture {picture} of case {case} {difference}.",
        picture=picture,
        case=case,
        difference=difference,
    )
    return Hint.of("differs", said)


def follows(whole: str, wrong_blanks: Sequence[str]) -> Hint:
    """The hint for the blank `whole` where it is wrong because others are."""
    blanks = ", ".join(wrong_blanks)
    said = Message("{whole} uses {blanks}: look there first.", whole=whole, blanks=blanks)
    return Hint.of("follows", said)
