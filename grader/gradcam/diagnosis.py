"""Hints: for each function, which known mistake its pictures show, or honestly how they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.core.answer import Failure, Key
from grader.core.blank import Blank
from grader.core.language import message
from grader.core.report import Hint
from grader.goldens.signatures import Signatures
from grader.goldens.store import At, Goldens
from grader.gradcam import replacement
from grader.gradcam.blanks import EXTREMES, FUNCTIONS
from grader.gradcam.families import all_zero, family
from grader.gradcam.likeness import describe
from grader.gradcam.pictures import RECIPES, Picture
from grader.gradcam.remedies import OF_THE_FILE, explain_failure

GRAVEST_FIRST = ("timed_out", "out_of_memory", "crashed", "bad_output", "blank")
FOLLOWS = "The pipeline uses {blanks}: look there first."
EITHER = "{one} Or perhaps: {other}"
UNNAMED = "The picture {picture} of {case} {difference}."
ONLY_AT_EXTREMES: Mapping[str, str] = {
    "relu_gradient_half": "Only in half precision (float16): {said}",
    "grad_cam_empty": "Only where nothing speaks for the class, so that the map should be zero "
    "everywhere: {said}",
}
ONLY_AT_EXTREMES_IN_OWN_WORDS: Mapping[str, str] = {
    "relu_gradient_half": "Only in half precision (float16): {message}",
    "grad_cam_empty": "Only where nothing speaks for the class, so that the map should be zero "
    "everywhere: {message}",
}
OF_FUNCTION = message("{function}: {said}")
OF_FUNCTION_IN_OWN_WORDS = message("{function}: {message}")
OF_TWO = message("{function}: {said}\n{other}: {also}")
OF_TWO_IN_OWN_WORDS = message("{function}: {message}\n{other}: {also}")


@dataclass(frozen=True)
class Diagnosis:
    """Gives the hints of one assignment, from the pictures of its public cases alone."""

    goldens: Goldens
    signatures: Signatures

    def hint(
        self,
        blank: Blank,
        wrong: Sequence[At],
        pictures: Mapping[At, Picture],
        failures: Mapping[Key, Failure],
    ) -> Hint:
        """The hint for a blank whose checks at `wrong` failed: a sentence for each function.

        `pictures` are all that it made, and `failures` say for which arrays it made none.
        """
        told: dict[str, Hint] = {}
        for function in blank.functions or ("",):
            own = [at for at in wrong if FUNCTIONS.get(at[1], "") == function]
            if own:
                told[function] = self._of_function(function, blank, own, pictures, failures)
        return _together(told)

    def _of_function(
        self,
        function: str,
        blank: Blank,
        wrong: Sequence[At],
        pictures: Mapping[At, Picture],
        failures: Mapping[Key, Failure],
    ) -> Hint:
        main = [at for at in wrong if at[1] not in EXTREMES]
        failed = list(_failures(main or wrong, failures))
        if failed:
            gravest = min(failed, key=lambda failure: GRAVEST_FIRST.index(failure.outcome))
            hint = explain_failure(gravest, function)
        else:
            hint = self.name(blank, main or wrong, pictures)
        # What ends a whole file, or is not written yet, is no matter of the extremes.
        return hint if main or hint.id in OF_THE_FILE else _only_at(wrong[0][1], hint)

    def name(self, blank: Blank, wrong: Sequence[At], pictures: Mapping[At, Picture]) -> Hint:
        """The hint for pictures of one function that are wrong, without the function's name."""
        case, picture = wrong[0]
        function = FUNCTIONS.get(picture, "")
        part = next(part for part in blank.parts if picture in part.pictures)
        beside = {
            at: made
            for at, made in pictures.items()
            if (FUNCTIONS[at[1]] == function if function else at[1] in part.pictures)
        }
        made = [at for at in wrong if at in pictures]
        check = self.goldens.manifest.check(case, picture)
        named = self.signatures.matching(blank.id, beside, check.levels, check.share)
        empty = all_zero(made, beside, self.goldens)
        if named:
            return self._named(named, *([empty.text] if empty else []))
        found = empty or family(made, beside, self.goldens) or _replacement(made, pictures)
        if found is not None:
            return found
        difference = describe(case, picture, pictures[case, picture], self.goldens)
        values = {"picture": picture, "case": f"case {case}", "difference": difference}
        return Hint(id="differs", text=UNNAMED.format(**values), values=values)

    def _named(self, mistakes: Sequence[str], *first: str) -> Hint:
        """The hint of mistakes that make the same pictures, after what is said first of them."""
        own = (self.signatures.hints[name] for name in mistakes)
        hints = list(dict.fromkeys((*first, *own)))
        if len(hints) == 1:
            return Hint(id=mistakes[0], text=hints[0])
        values = {"one": hints[0], "other": hints[1]}
        return Hint(id=mistakes[0], text=EITHER.format(**values), values=values)


def follows(wrong_blanks: Sequence[str]) -> Hint:
    """The hint for the pipeline where it is wrong because a blank is."""
    values = {"blanks": ", ".join(wrong_blanks)}
    return Hint(id="follows", text=FOLLOWS.format(**values), values=values)


def _failures(wrong: Sequence[At], failures: Mapping[Key, Failure]) -> Iterator[Failure]:
    for case, picture in wrong:
        for array in RECIPES[picture].arrays:
            if (case, array) in failures:
                yield failures[case, array]


def _replacement(wrong: Sequence[At], pictures: Mapping[At, Picture]) -> Hint | None:
    """Which layers have changed, where the picture that tells it is wrong."""
    for at in wrong:
        said = replacement.in_words(pictures[at]) if at[1] == "replaced_layers" else None
        if said is not None:
            return Hint(id="layers", text=said)
    return None


def _only_at(picture: str, hint: Hint) -> Hint:
    own_words = hint.is_in_own_words
    templates = ONLY_AT_EXTREMES_IN_OWN_WORDS if own_words else ONLY_AT_EXTREMES
    values = {"message" if own_words else "said": hint.text}
    return Hint(id=hint.id, text=templates[picture].format(**values), values=values)


def _together(told: Mapping[str, Hint]) -> Hint:
    """One hint of those of the functions, each of which begins with its function's name."""
    written = {name: hint for name, hint in told.items() if hint.id != "blank"} or told
    (function, first), *others = written.items()
    if not function or first.id in OF_THE_FILE:
        return first
    different = [(name, hint) for name, hint in others if hint.text != first.text]
    own_words = any(hint.is_in_own_words for hint in written.values())
    values = {"function": function, "message" if own_words else "said": first.text}
    template = OF_FUNCTION_IN_OWN_WORDS if own_words else OF_FUNCTION
    if different:
        other, also = different[0]
        values |= {"other": other, "also": also.text}
        template = OF_TWO_IN_OWN_WORDS if own_words else OF_TWO
    return Hint(id=first.id, text=template.format(**values), values=values)
