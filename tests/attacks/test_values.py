"""Whatever a function returns is a picture of the right size, or no picture."""

from __future__ import annotations

import pytest

from tests.attacks.arena import Arena


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("huge_integer", "bad_output"),
        ("returns_a_generator", "bad_output"),
        ("returns_a_lazy_tensor", "crashed"),
        ("returns_a_ragged_tensor", "bad_output"),
        ("returns_a_sparse_tensor", "bad_output"),
        ("returns_almost_infinity", "wrong"),
        ("returns_broadcast_zeros", "bad_output"),
        ("returns_complex", "bad_output"),
        ("returns_endless_nesting", "crashed"),
        ("returns_huge_integers", "bad_output"),
        ("returns_infinity", "bad_output"),
        ("returns_lying_array", "bad_output"),
        ("returns_nan", "bad_output"),
        ("returns_objects", "bad_output"),
        ("returns_records", "bad_output"),
        ("returns_strings", "bad_output"),
        ("returns_wide_numbers", "bad_output"),
        ("returns_wrong_size", "bad_output"),
    ],
)
def test_what_is_no_map_is_no_mark(arena: Arena, name: str, status: str) -> None:
    fought = arena.fight(name)
    assert fought.scores == {"TODO1": 20, "TODO2": 20, "TODO3": 25, "TODO4": 0, "PIPELINE": 0}
    assert fought.statuses["TODO4"] == status
    assert fought.hint("TODO4")


def test_honest_work_has_full_marks_afterwards(arena: Arena) -> None:
    arena.assert_honest_work_is_marked()
