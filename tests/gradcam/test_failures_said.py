"""What a student reads of an answer that is no picture is true, and helps."""

from __future__ import annotations

from grader.core.answer import Failure
from grader.core.text import Message
from grader.gradcam.diagnosis import explain_failure
from grader.jail.run.student import crash
import pytest


def test_an_exception_without_a_message_has_no_colon() -> None:
    assert crash("call", ValueError()).message == "ValueError"
    assert crash("call", ValueError("no")).message == "ValueError: no"


def test_nothing_returned_is_first_of_all_a_missing_return() -> None:
    """TODO1 and TODO4 return no gradient, and a function can simply end."""
    said = explain_failure(Failure("bad_output", "none", Message("returned nothing (None)"))).text
    assert said.startswith("The function returned nothing (None). Does it end with `return`?")


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_a_wrong_dtype_is_not_said_to_be_one_of_half_precision(dtype: str) -> None:
    message = f"the gradient is bool, for values of {dtype}"
    said = explain_failure(Failure("bad_output", "dtype", Message(message))).text
    assert message in said and "half precision" not in said
