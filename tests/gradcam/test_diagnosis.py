"""A blank's hint: a sentence for each function that is wrong, which begins with its name."""

from __future__ import annotations

from unittest.mock import Mock

from grader.core.answer import Failure
from grader.core.blank import Blank
from grader.core.language import find_language
from grader.core.report import Hint
from grader.goldens.signatures import Signatures, make_signatures
from grader.goldens.store import At, Goldens
from grader.gradcam.blanks import BLANKS
from grader.gradcam.diagnosis import Diagnosis
from grader.gradcam.pictures import Picture, saliency_picture, signed_picture
import numpy as np
import pytest

RANDOM = np.random.default_rng(7)
TODO1, TODO2, TODO3, TODO4 = BLANKS[:4]
CLASS, CHANNELS = ("a", "saliency_class"), ("a", "saliency_channels")
NEGATED = "The picture is turned around, bright where it should be dark. Look for a minus sign."


def noise() -> np.ndarray:
    return RANDOM.normal(size=(20, 20, 3)).astype(np.float32)


GRADIENTS = {CLASS: noise(), CHANNELS: noise(), ("b", "saliency_class"): noise()}
INPUTS = np.clip(6 * noise(), -12, 12)
GATE, HALF, FORWARD = (("a", f"relu_{part}") for part in ("gradient", "gradient_half", "forward"))


def saliency(values: np.ndarray) -> Picture:
    return saliency_picture(values, False)


@pytest.fixture
def diagnosis() -> Diagnosis:
    pictures = {at: saliency(values) for at, values in GRADIENTS.items()}
    passed = signed_picture(np.maximum(INPUTS, 0), False)
    pictures |= {GATE: passed, HALF: passed, FORWARD: passed}
    case = Mock(arrays={}, scene="cat", class_index=0, layer="last")
    manifest = Mock(cases={"a": case, "b": case}, check=lambda *at: Mock(levels=60, share=0.01))
    made = {at: saliency(-GRADIENTS[at]) for at in GRADIENTS if at[1] == "saliency_class"}
    signatures: Signatures = make_signatures(
        {"negated": NEGATED},
        {"TODO3": ("negated",)},
        {"negated": made},
        dict.fromkeys(made, "TODO3"),
    )
    return Diagnosis(Goldens(manifest, pictures), signatures)


def hint(
    diagnosis: Diagnosis,
    blank: Blank,
    wrong: dict[At, Picture],
    failures: dict[At, Failure] | None = None,
) -> Hint:
    right = {
        at: golden
        for at, golden in diagnosis.goldens.pictures.items()
        if at[1] in blank.pictures and at not in (failures or {})
    }
    asked = [*wrong, *(failures or {})]
    return diagnosis.hint(blank, asked, right | wrong, failures or {})


def negated(*ats: At) -> dict[At, Picture]:
    return {at: saliency(-GRADIENTS[at]) for at in ats}


def test_a_named_mistake_begins_with_its_function(diagnosis: Diagnosis) -> None:
    found = hint(diagnosis, TODO3, negated(CLASS, ("b", "saliency_class")))
    assert found.id == "negated" and found.text == f"get_class_saliency: {NEGATED}"


def test_each_of_two_functions_has_a_sentence_of_its_own(diagnosis: Diagnosis) -> None:
    wrong = negated(CLASS, ("b", "saliency_class")) | {CHANNELS: saliency(noise())}
    one, other = hint(diagnosis, TODO3, wrong).text.split("\n")
    assert one == f"get_class_saliency: {NEGATED}"
    assert other.startswith("get_saliency: The picture saliency_channels of case a has another")


def test_one_function_s_crash_hides_nothing_of_the_other(diagnosis: Diagnosis) -> None:
    crash = Failure("crashed", "call", "ValueError: no (line 3, in get_saliency: `x = y`)")
    wrong = negated(CLASS, ("b", "saliency_class"))
    found = hint(diagnosis, TODO3, wrong, {CHANNELS: crash})
    assert found.text == f"get_class_saliency: {NEGATED}\nget_saliency: {crash.message}"
    assert found.is_in_own_words


def test_what_is_not_written_yet_is_not_said_of_what_is_wrong(diagnosis: Diagnosis) -> None:
    blank = Failure("blank", "blank", "TODO3: return the gradient of f")
    wrong = negated(CLASS, ("b", "saliency_class"))
    assert hint(diagnosis, TODO3, wrong, {CHANNELS: blank}).id == "negated"
    assert hint(diagnosis, TODO3, {}, {CHANNELS: blank}).text == f"{blank.message}."


def test_the_same_thing_is_said_once(diagnosis: Diagnosis) -> None:
    failure = Failure("crashed", "import", "SyntaxError: invalid syntax (line 3: `x =`)")
    found = hint(diagnosis, TODO3, {}, {CLASS: failure, CHANNELS: failure})
    assert found.text == f"The file cannot be imported: {failure.message}"


def test_what_fails_in_half_precision_alone_says_so(diagnosis: Diagnosis) -> None:
    crash = Failure("crashed", "call", "InvalidArgumentError: cannot compute Mul as input #1(zero-"
                    "based) was expected to be a half tensor but is a float tensor")  # fmt: skip
    found = hint(diagnosis, TODO1, {}, {HALF: crash})
    assert found.text.startswith("gg_relu: Only in half precision (float16): InvalidArgument")
    assert "Two dtypes meet" in found.text


def test_what_is_wrong_in_single_precision_too_is_told_from_there(diagnosis: Diagnosis) -> None:
    dtype = Failure("bad_output", "dtype", "the gradient is float32, for values of float16")
    mask = signed_picture((INPUTS > 0).astype(np.float32), False)
    found = hint(diagnosis, TODO1, {GATE: mask}, {HALF: dtype})
    assert found.id == "mask_returned" and "half" not in found.text


def test_no_map_where_nothing_speaks_for_the_class_says_where(diagnosis: Diagnosis) -> None:
    nan = Failure("bad_output", "not_finite", "49 of 49 values are NaN or infinite")
    found = hint(diagnosis, TODO4, {}, {("a", "grad_cam_empty"): nan})
    assert found.text.startswith("grad_cam: Only where nothing speaks for the class")
    assert "divided by" in found.text


@pytest.mark.parametrize("failures", [{}, {CHANNELS: Failure("bad_output", "none", "returned "
                                                             "nothing (None)")}])  # fmt: skip
def test_all_of_it_is_said_in_chinese(diagnosis: Diagnosis, failures: dict[At, Failure]) -> None:
    wrong = {CLASS: saliency(0 * GRADIENTS[CLASS])}
    if not failures:
        wrong[CHANNELS] = saliency(noise())
    wrong["b", "saliency_class"] = wrong[CLASS]
    said = find_language("zh", {}).hint(hint(diagnosis, TODO3, wrong, failures)).text
    one, other = said.split("\n")
    assert one.startswith("get_class_saliency：所有的值都是零")
    assert other.startswith("get_saliency：")
    assert "of case" not in other and "returned" not in other
