"""What a hostile process writes is never more than a wrong answer."""

from __future__ import annotations

from grader.core.answer import (
    HEADER_LIMIT,
    IMPORTED,
    LENGTH,
    MOST_NOTES,
    Failure,
    Header,
    capacity,
    decode_answer,
    encode_frame,
    read_answers,
)
from grader.core.exercise import Ask
from grader.core.text import Message
from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

ASKS = (Ask("one", "map", (2, 3)), Ask("two", "map", (2, 3)))
REST = Failure("crashed", "exited", Message("it ended"))
ARRAY = np.arange(6, dtype=np.float32).reshape(2, 3)


def header(case: str = "one", outcome: str = "answered", **more: str) -> Header:
    return Header.model_validate({"case": case, "array": "map", "outcome": outcome, **more})


def test_an_honest_answer_arrives_whole() -> None:
    data = IMPORTED + encode_frame(header("one"), ARRAY) + encode_frame(header("two"), 2 * ARRAY)
    answer = decode_answer(data, ASKS, REST)
    assert answer.imported and not answer.failures
    np.testing.assert_array_equal(answer.arrays["two", "map"], 2 * ARRAY)
    assert len(data) <= capacity(ASKS)


def test_what_was_not_reached_fails_as_the_process_ended() -> None:
    answer = decode_answer(IMPORTED + encode_frame(header("one"), ARRAY), ASKS, REST)
    assert list(answer.arrays) == [("one", "map")]
    assert answer.failures == {("two", "map"): REST}


def test_the_first_of_several_answers_counts() -> None:
    data = IMPORTED + encode_frame(header(), ARRAY) + encode_frame(header(), 7 * ARRAY)
    np.testing.assert_array_equal(decode_answer(data, ASKS, REST).arrays["one", "map"], ARRAY)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_no_answer(value: float) -> None:
    array = ARRAY.copy()
    array[1, 1] = value
    answer = decode_answer(IMPORTED + encode_frame(header(), array), ASKS, REST)
    failure = answer.failures["one", "map"]
    assert (failure.outcome, failure.kind) == ("bad_output", "not_finite")
    assert str(failure.message).startswith("1 of 6 values are ")


def test_a_single_value_that_is_not_finite_is_not_said_to_be_none() -> None:
    ask = Ask("one", "map", (100, 100))
    array = np.zeros(ask.shape, np.float32)
    array[7, 7] = np.nan
    answer = decode_answer(IMPORTED + encode_frame(header(), array), (ask,), REST)
    assert str(answer.failures["one", "map"].message) == "1 of 10000 values are NaN or infinite"


@pytest.mark.parametrize(
    "forged",
    [
        LENGTH.pack(2**32 - 1) + b"{}",
        LENGTH.pack(HEADER_LIMIT + 1) + b" " * (HEADER_LIMIT + 1),
        LENGTH.pack(2) + b"[]",
        LENGTH.pack(4) + b"null",
        LENGTH.pack(3) + b"\xff\xfe\xfd",
        LENGTH.pack(20),
        encode_frame(header("three"), ARRAY),
        encode_frame(header())[:-3],
        encode_frame(header()) + ARRAY.tobytes()[:-1],
        LENGTH.pack(60) + b'{"case": "one", "array": "map", "outcome": "right", "x": 1}   ',
    ],
    ids=lambda forged: repr(forged[:24]),
)
def test_a_forged_frame_ends_the_reading(forged: bytes) -> None:
    answer = decode_answer(IMPORTED + forged, ASKS, REST)
    assert answer.arrays == {}
    assert answer.failures["two", "map"] == REST


def test_terminal_escapes_do_not_reach_a_message() -> None:
    frame = encode_frame(
        header(outcome="crashed", kind="call", message="\x1b[31mred\x07 \u202eevil")
    )
    message = decode_answer(IMPORTED + frame, ASKS, REST).failures["one", "map"].message
    assert str(message) == "[31mred evil"


@pytest.mark.parametrize("template", ["{0}", "{a.__class__}", "{a!r:>99999999}", "{", "{a}" * 600])
def test_a_forged_template_is_not_obeyed(template: str) -> None:
    """A child sends a template with its values: no more than two thousand characters come of it."""
    problem = {"outcome": "bad_output", "message": template, "values": {"a": "x" * 100}}
    frame = encode_frame(header(kind="shape", **problem))
    said = str(decode_answer(IMPORTED + frame, ASKS, REST).failures["one", "map"].message)
    assert len(said) <= 2000 and "class" not in said.replace(template, "")


def test_a_submission_that_was_not_imported_is_known_by_it() -> None:
    frame = encode_frame(header(outcome="crashed", kind="import", message="SyntaxError"))
    assert not decode_answer(frame, ASKS, REST).imported


@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    for prefix in (b"", IMPORTED):
        answer = decode_answer(prefix + data, ASKS, REST)
        assert set(answer.arrays) | set(answer.failures) == {("one", "map"), ("two", "map")}


def test_notes_answer_no_ask_and_are_bounded() -> None:
    """Whatever a submission says in them, they give no marks, and there are only so many."""
    ask = Ask("case", "array", (2,))
    note = encode_frame(
        Header(case="", array="", outcome="note", kind="ends", message="line\x1b 3")
    )
    answered = encode_frame(
        Header(case="case", array="array", outcome="answered"), np.zeros(2, np.float32)
    )
    answer = read_answers(IMPORTED + MOST_NOTES * note + answered, [ask])
    assert len(answer.notes) == MOST_NOTES and answer.complete
    assert (str(answer.notes[0].message), answer.notes[0].ends) == ("line 3", True)
    too_many = read_answers(IMPORTED + (MOST_NOTES + 1) * note + answered, [ask])
    assert len(too_many.notes) == MOST_NOTES and not too_many.arrays
    of_the_ask = encode_frame(Header(case="case", array="array", outcome="note"))
    assert not read_answers(IMPORTED + of_the_ask, [ask]).arrays
