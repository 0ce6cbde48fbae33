"""A blank's hint: a sentence for each function that is wrong, which begins with its name."""

from __future__ import annotations

from collections.abc import Collection

from grader.core.answer import Failure
from grader.core.blank import At, Blank, Pixels
from grader.core.exercise import FailedOutcome, Question
from grader.core.language import find_language
from grader.core.report import Hint
from grader.core.subject import Wrong
from grader.core.text import Message
from grader.goldens.signatures import make_signatures
from grader.gradcam.blanks import BLANKS
from grader.gradcam.diagnosis import diagnose
from grader.gradcam.pictures import saliency_picture, signed_picture
import numpy as np
import pytest


def failed(outcome: FailedOutcome, kind: str, said: str) -> Failure:
    return Failure(outcome, kind, Message(said))


RANDOM = np.random.default_rng(7)
TODO1, TODO2, TODO3, TODO4 = BLANKS[:4]
CLASS, CHANNELS = ("a", "saliency_class"), ("a", "saliency_channels")
NEGATED = "The picture is turned around, bright where it should be dark. Look for a minus sign."


def noise() -> np.ndarray:
    return RANDOM.normal(size=(20, 20, 3)).astype(np.float32)


GRADIENTS = {CLASS: noise(), CHANNELS: noise(), ("b", "saliency_class"): noise()}
INPUTS = np.clip(6 * noise(), -12, 12)
GATE, HALF, FORWARD = (("a", f"relu_{part}") for part in ("gradient", "gradient_half", "forward"))


def saliency(values: np.ndarray) -> Pixels:
    return saliency_picture(values, False)


GOLDENS = {at: saliency(values) for at, values in GRADIENTS.items()} | dict.fromkeys(
    (GATE, HALF, FORWARD), signed_picture(np.maximum(INPUTS, 0), False)
)
QUESTION = Question({"map_shape": [4, 4], "class_index": 0, "layer": "last"}, {
    "scene": np.zeros((20, 20, 3), np.uint8)
})  # fmt: skip
MADE = {at: saliency(-GRADIENTS[at]) for at in GRADIENTS if at[1] == "saliency_class"}
SIGNATURES = make_signatures(
    {"negated": NEGATED},
    {"TODO3": ("negated",)},
    {"negated": MADE},
    dict.fromkeys(MADE, "TODO3"),
)


def hint(blank: Blank, wrong: dict[At, Pixels], failures: dict[At, Failure] | None = None) -> Hint:
    """The hint for an answer that is right but for these pictures and failures."""
    failed = failures or {}
    own = [at for at in GOLDENS if at[1] in blank.pictures and at not in failed]
    pictures = {at: GOLDENS[at] for at in own} | wrong

    def named_by(names: Collection[str]) -> list[Hint]:
        made = {at: picture for at, picture in pictures.items() if at[1] in names}
        found = SIGNATURES.matching(blank.id, made, 60, 0.01)
        return [Hint.of(name, Message(SIGNATURES.hints[name])) for name in found]

    return diagnose(
        Wrong(
            blank,
            [*wrong, *failed],
            pictures,
            GOLDENS,
            {"a": QUESTION, "b": QUESTION},
            [],
            655,
            failed,
            named_by,
        )
    )


def negated(*ats: At) -> dict[At, Pixels]:
    return {at: saliency(-GRADIENTS[at]) for at in ats}


def test_a_named_mistake_begins_with_its_function() -> None:
    found = hint(TODO3, negated(CLASS, ("b", "saliency_class")))
    assert found.id == "negated" and found.text == f"get_class_saliency: {NEGATED}"


def test_each_of_two_functions_has_a_sentence_of_its_own() -> None:
    wrong = negated(CLASS, ("b", "saliency_class")) | {CHANNELS: saliency(noise())}
    one, other = hint(TODO3, wrong).text.split("\n")
    assert one == f"get_class_saliency: {NEGATED}"
    assert other.startswith("get_saliency: The picture saliency_channels of case a has another")


def test_one_function_s_crash_hides_nothing_of_the_other() -> None:
    crash = failed("crashed", "call", "ValueError: no (line 3, in get_saliency: `x = y`)")
    wrong = negated(CLASS, ("b", "saliency_class"))
    found = hint(TODO3, wrong, {CHANNELS: crash})
    assert found.text == f"get_class_saliency: {NEGATED}\nget_saliency: {crash.message}"
    assert found.is_in_own_words


def test_what_is_not_written_yet_is_not_said_of_what_is_wrong() -> None:
    blank = failed("blank", "blank", "TODO3: return the gradient of f")
    wrong = negated(CLASS, ("b", "saliency_class"))
    assert hint(TODO3, wrong, {CHANNELS: blank}).id == "negated"
    assert hint(TODO3, {}, {CHANNELS: blank}).text == f"{blank.message}."


def test_the_same_thing_is_said_once() -> None:
    failure = failed("crashed", "import", "SyntaxError: invalid syntax (line 3: `x =`)")
    found = hint(TODO3, {}, {CLASS: failure, CHANNELS: failure})
    assert found.text == f"The file cannot be imported: {failure.message}"


def test_what_fails_in_half_precision_alone_says_so() -> None:
    crash = failed("crashed", "call", "InvalidArgumentError: cannot compute Mul as input #1(zero-"
                    "based) was expected to be a half tensor but is a float tensor")  # fmt: skip
    found = hint(TODO1, {}, {HALF: crash})
    assert found.text.startswith("gg_relu: Only in half precision (float16): InvalidArgument")
    assert "Two dtypes meet" in found.text


def test_what_is_wrong_in_single_precision_too_is_told_from_there() -> None:
    dtype = failed("bad_output", "dtype", "the gradient is float32, for values of float16")
    mask = signed_picture((INPUTS > 0).astype(np.float32), False)
    found = hint(TODO1, {GATE: mask}, {HALF: dtype})
    assert found.id == "mask_returned" and "half" not in found.text


def test_no_map_where_nothing_speaks_for_the_class_says_where() -> None:
    nan = failed("bad_output", "not_finite", "49 of 49 values are NaN or infinite")
    found = hint(TODO4, {}, {("a", "grad_cam_empty"): nan})
    assert found.text.startswith("grad_cam: Only where nothing speaks for the class")
    assert "divided by" in found.text


@pytest.mark.parametrize("failures", [{}, {CHANNELS: failed("bad_output", "none", "returned "
                                                             "nothing (None)")}])  # fmt: skip
def test_all_of_it_is_said_in_chinese(failures: dict[At, Failure]) -> None:
    wrong = {CLASS: saliency(0 * GRADIENTS[CLASS])}
    if not failures:
        wrong[CHANNELS] = saliency(noise())
    wrong["b", "saliency_class"] = wrong[CLASS]
    said = find_language("zh", {}).hint(hint(TODO3, wrong, failures)).text
    one, other = said.split("\n")
    assert one.startswith("get_class_saliency\N{FULLWIDTH COLON}所有的值都是零")
    assert other.startswith("get_saliency\N{FULLWIDTH COLON}")
    assert "of case" not in other and "returned" not in other
