"""A submission is found by whatever a person calls it."""

from __future__ import annotations

from grader.core.errors import BadInput
from grader.core.naming import Named
from grader.core.student import Student
import pytest

NAMED = Named(
    {
        "7005001": Student(id="7005001", name="Jane Doe", email="jane@x.org"),
        "7005002": Student(id="7005002", name="Wei Wang"),
        "7005003": Student(id="7005003", name="Wei Wang"),
        "alice": None,
    }
)


@pytest.mark.parametrize(
    "text",
    [
        "7005001",
        "Jane Doe",
        "jane  doe",
        "JANE@x.org",
        "Jane Doe_7005001",
        "Jane Doe_7005001_assignsubmission_file",
        "Jane Doe_7005001_assignsubmission_file_",
    ],
)
def test_by_id_name_address_and_as_platforms_name_files(text: str) -> None:
    assert NAMED.find(text) == "7005001"


def test_one_of_whom_nothing_is_known_has_a_name() -> None:
    assert NAMED.find("alice") == NAMED.find("Alice") == "alice"


def test_two_of_one_name_are_not_guessed_between() -> None:
    with pytest.raises(BadInput, match=r"2 students are called Wei Wang\. Name one of 7005002, 70"):
        NAMED.find("Wei Wang")
    assert NAMED.find("Wei Wang_7005003") == "7005003"


def test_a_mistyped_name_is_said_with_the_one_that_was_meant() -> None:
    with pytest.raises(BadInput, match=r"Did you mean Jane Doe \(7005001\)"):
        NAMED.find("Jane Do")
    with pytest.raises(BadInput, match=r"grades\.csv lists all names"):
        NAMED.find("xyzzy")
