"""Hints: for each function, which known mistake its pictures show, or honestly how they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from grader.core import hints
from grader.core.answer import Failure
from grader.core.blank import At
from grader.core.language import message
from grader.core.report import Hint
from grader.core.subject import Wrong
from grader.core.text import Message
from grader.gradcam import replacement
from grader.gradcam.blanks import EXTREMES, FUNCTIONS
from grader.gradcam.families import all_zero, family
from grader.gradcam.likeness import describe
from grader.gradcam.remedies import OF_THE_FILE, explain_failure

GRAVEST_FIRST = ("timed_out", "out_of_memory", "crashed", "bad_output", "blank")
ONLY_AT_EXTREMES: Mapping[str, str] = {
    "relu_gradient_half": message("Only in half precision (float16): {said}"),
    "grad_cam_empty": message(
        "Only where nothing speaks for the class, so that the map should be zero everywhere: {said}"
    ),
}
ONLY_AT_EXTREMES_IN_OWN_WORDS: Mapping[str, str] = {
    "relu_gradient_half": message("Only in half precision (float16): {message}"),
    "grad_cam_empty": message(
        "Only where nothing speaks for the class, so that the map should be zero "
        "everywhere: {message}"
    ),
}
OF_FUNCTION = message("{function}: {said}")
OF_FUNCTION_IN_OWN_WORDS = message("{function}: {message}")
OF_TWO = message("{function}: {said}\n{other}: {also}")
OF_TWO_IN_OWN_WORDS = message("{function}: {message}\n{other}: {also}")


def diagnose(wrong: Wrong) -> Hint:
    """The hint for a blank with checks that failed: a sentence for each of its functions."""
    told: dict[str, Hint] = {}
    for function in wrong.blank.functions or ("",):
        own = [at for at in wrong.at if FUNCTIONS.get(at[1], "") == function]
        if own:
            told[function] = _of_function(function, own, wrong)
    return _together(told)


def _of_function(function: str, at: Sequence[At], wrong: Wrong) -> Hint:
    """What is to be said of a function, without its name."""
    main = [each for each in at if each[1] not in EXTREMES]
    failed = list(_failures(main or at, wrong))
    if failed:
        gravest = min(failed, key=lambda failure: GRAVEST_FIRST.index(failure.outcome))
        hint = explain_failure(gravest, function)
    else:
        hint = _of_pictures(function, main or at, wrong)
    # What ends a whole file, or is not written yet, is no matter of the extremes.
    return hint if main or hint.id in OF_THE_FILE else _only_at(at[0][1], hint)


def _of_pictures(function: str, at: Sequence[At], wrong: Wrong) -> Hint:
    """Which mistake the pictures of a function show, or how the first of them differs."""
    part = next(part for part in wrong.blank.parts if at[0][1] in part.names)
    names = {name for name, of in FUNCTIONS.items() if of == function} if function else part.names
    beside = {place: made for place, made in wrong.pictures.items() if place[1] in names}
    empty = all_zero(at, beside, wrong)
    named = wrong.named_by(names)
    if named:
        return hints.either(([empty] if empty else []) + list(named))
    found = empty or family(at, wrong) or _replacement(at, wrong)
    return found or hints.differs(at[0], describe(at[0], wrong))


def _failures(at: Sequence[At], wrong: Wrong) -> Iterator[Failure]:
    for case, picture in at:
        for array in wrong.blank.pictures[picture].arrays:
            if (case, array) in wrong.failures:
                yield wrong.failures[case, array]


def _replacement(at: Sequence[At], wrong: Wrong) -> Hint | None:
    """Which layers have changed, where the picture that tells it is wrong."""
    for each in at:
        if each[1] == "replaced_layers":
            said = replacement.in_words(wrong.pictures[each])
            if said is not None:
                return Hint.of("layers", said)
    return None


def _only_at(picture: str, hint: Hint) -> Hint:
    if hint.is_in_own_words:
        said = Message(ONLY_AT_EXTREMES_IN_OWN_WORDS[picture], message=hint.message)
    else:
        said = Message(ONLY_AT_EXTREMES[picture], said=hint.message)
    return Hint.of(hint.id, said)


def _together(told: Mapping[str, Hint]) -> Hint:
    """One hint of those of the functions, each of which begins with its function's name."""
    written = {name: hint for name, hint in told.items() if hint.id != "blank"} or told
    (function, first), *others = written.items()
    if not function or first.id in OF_THE_FILE:
        return first
    different = [(name, hint) for name, hint in others if hint.text != first.text]
    own_words = any(hint.is_in_own_words for hint in written.values())
    values: dict[str, object] = {
        "function": function,
        "message" if own_words else "said": first.message,
    }
    template = OF_FUNCTION_IN_OWN_WORDS if own_words else OF_FUNCTION
    if different:
        other, also = different[0]
        values |= {"other": other, "also": also.message}
        template = OF_TWO_IN_OWN_WORDS if own_words else OF_TWO
    return Hint.of(first.id, Message(template, **values))
