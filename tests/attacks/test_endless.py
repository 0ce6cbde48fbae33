"""What never ends is ended, wherever it never ends, and costs its own time limit."""

from __future__ import annotations

import pytest

from tests.attacks.arena import Arena, Fought

ALONE = [
    "closes_everything",
    "loops_at_import",
    "loops_ignoring_signals",
    "loops_in_all_threads",
    "loops_in_array",
    "loops_in_c",
    "loops_in_its_message",
    "names_itself_in_no_text",
    "prints_for_ever",
    "stops_itself",
    "waits_in_a_read",
]
"""These hand in nothing else, so that they cost one time limit and not two."""

BESIDE = {
    "loops_in_gg_relu": {"TODO1"},
    "loops_in_guided_grad": {"TODO1"},
    "loops_in_replacement": {"TODO2"},
    "loops_in_saliency": {"TODO3"},
    "loops_in_the_model": {"TODO2"},
    "sleeps_for_ever": {"TODO4"},
}
"""The blank that never ends, with PIPELINE; an honest solution stands before."""


@pytest.fixture(scope="module")
def fought(hasty_arena: Arena) -> dict[str, Fought]:
    """All of them at once, on several graders: none is in another's way."""
    beside = {name: False for name in BESIDE}
    return hasty_arena.fight_all({**beside, **{name: True for name in ALONE}})


@pytest.mark.parametrize("name", ALONE)
def test_is_ended(fought: dict[str, Fought], name: str) -> None:
    report = fought[name].report
    assert report.status == "graded" and report.score == 0
    statuses = fought[name].statuses
    assert statuses["TODO1" if name == "loops_at_import" else "TODO4"] == "timed_out"
    # Functions that the file does not define are told so.
    assert set(statuses.values()) <= {"timed_out", "crashed", "bad_output"}


def test_importing_is_tried_once(fought: dict[str, Fought], hasty_arena: Arena) -> None:
    """What cannot be imported has no blank that could end."""
    assert set(fought["loops_at_import"].statuses.values()) == {"timed_out"}


@pytest.mark.parametrize("name", BESIDE)
def test_what_stands_beside_keeps_its_marks(fought: dict[str, Fought], name: str) -> None:
    lost = BESIDE[name] | {"PIPELINE"}
    expected = {
        blank: "timed_out" if blank in lost else "right"
        for blank in ("TODO1", "TODO2", "TODO3", "TODO4", "PIPELINE")
    }
    assert fought[name].statuses == expected
    assert "longer than" in fought[name].hint(min(BESIDE[name]))


def test_honest_work_has_full_marks_afterwards(hasty_arena: Arena) -> None:
    hasty_arena.assert_honest_work_is_marked()
