"""What a student reads of an answer that is no picture is true, and helps."""

from __future__ import annotations

from grader.core.answer import Failure
from grader.core.exercise import FailedOutcome
from grader.core.text import Message
from grader.gradcam.remedies import explain_failure
from grader.jail.run.student import crash
import pytest


def failed(outcome: FailedOutcome, kind: str, said: str) -> Failure:
    return Failure(outcome, kind, Message(said))


def test_an_exception_without_a_message_has_no_colon() -> None:
    assert crash("call", ValueError()).message == "ValueError"
    assert crash("call", ValueError("no")).message == "ValueError: no"


def test_nothing_returned_is_a_missing_return_and_nothing_else() -> None:
    said = explain_failure(failed("bad_output", "none", "returned nothing (None)")).text
    assert said == "It returned nothing (None). Is a `return` missing, or never reached?"


def test_a_gradient_that_is_none_is_asked_about_by_function() -> None:
    failure = failed("crashed", "no_path", "TypeError: 'NoneType' object is not subscriptable")
    assert "Is the input watched" in explain_failure(failure, "get_saliency").text
    assert "from one call of one model" in explain_failure(failure, "grad_cam").text


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("AttributeError: 'numpy.float32' object has no attribute '_id'", "`model(image)`"),
        ("TypeError: Cannot convert the argument `type_value`: -6.0 to a Tens", "`model(image)`"),
        ("ValueError: The truth value of an array with more than one element is", "`tf.where`"),
        ("TypeError: Using a symbolic `tf.Tensor` as a Python `bool` is not", "`tf.where`"),
        ("InvalidArgumentError: Value for attr 'T' of float is not in the list of allowed values: "
         "int8, int16, int32, int64", "brackets of its own"),
        ("ValueError: A KerasTensor cannot be used as input to a function.", "describes"),
        ("InvalidArgumentError: cannot compute Mul as input #1(zero-based) was expected to be a "
         "half tensor but is a float tensor", "Two dtypes meet"),
        ("ValueError: You cannot add new elements of state (variables or", "not a layer"),
    ],
)  # fmt: skip
def test_what_an_exception_says_is_answered(message: str, words: str) -> None:
    hint = explain_failure(failed("crashed", "call", message))
    assert hint.id == "call" and hint.is_in_own_words
    assert hint.text.startswith(message) and words in hint.text


@pytest.mark.parametrize(
    ("own", "expected", "words"),
    [
        ("7, 7, 80", "7, 7", "channels are still there"),
        ("1, 7, 7, 80", "7, 7", "channels are still there"),
        ("80,", "7, 7", "One number for each channel"),
        ("1, 80", "7, 7", "One number for each channel"),
        ("112, 112", "112, 112, 3", "colours are gone"),
        ("7, 7, 80", "112, 112, 3", "by what is it asked for"),
        ("", "7, 7", "A single number"),
        ("5, 6", "7, 7", "Compare with the docstring"),
    ],
)
def test_a_wrong_shape_tells_what_was_forgotten(own: str, expected: str, words: str) -> None:
    message = f"returned shape ({own}), where ({expected}) is expected"
    said = explain_failure(failed("bad_output", "shape", message)).text
    assert message in said and words in said


def test_a_forged_kind_is_a_plain_failure() -> None:
    assert explain_failure(failed("crashed", "deconvnet", "x")).id == "call"


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_a_wrong_dtype_is_not_said_to_be_one_of_half_precision(dtype: str) -> None:
    message = f"the gradient is bool, for values of {dtype}"
    said = explain_failure(failed("bad_output", "dtype", message)).text
    assert message in said and "half precision" not in said
