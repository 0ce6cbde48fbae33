"""The reference agrees with other people's code: `make oracles`, in an environment of its own."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.oracles


def test_every_library_makes_the_same_pictures_when_asked_in_our_convention() -> None:
    from oracles.agreement import measure

    rows = measure()
    apart = [row for row in rows if row.convention == "our convention" and not row.agrees]
    assert not apart
    assert {row.library for row in rows} == {"captum", "tf-keras-vis", "xplique"}
    # What is called another convention is one, and not a tolerance in disguise.
    assert all(row.difference > 0.01 for row in rows if row.convention == "its default")


def test_the_second_assignment_meets_libraries_where_it_says_so() -> None:
    from oracles.cam_family import main

    assert main() == 0
