"""What tries to read, start, reach or leave something, gets nowhere and harms nothing.

Each of these stands behind an honest solution, which keeps full marks.
"""

from __future__ import annotations

import pytest

from tests.attacks.arena import Arena

READING = [
    "imports_the_grader",
    "reads_environment",
    "reads_goldens",
    "reads_gradebook",
    "reads_hidden_cases",
    "reads_other_submissions",
    "reads_processes",
    "reads_reference",
    "scans_memory",
    "searches_descriptors",
    "searches_objects",
    "walks_frames",
]
REACHING = [
    "calls_the_kernel",
    "changes_folder",
    "downloads_weights",
    "leaves_a_daemon",
    "makes_special_files",
    "opens_sockets",
    "raises_limits",
    "resolves_names",
    "signals_others",
    "starts_processes",
    "takes_locks",
    "writes_elsewhere",
]
LEAVING = ["exhausts_descriptors", "hooks_everything", "leaves_threads", "thread_bomb"]


@pytest.mark.parametrize("name", READING + REACHING + LEAVING)
def test_gets_nowhere(arena: Arena, name: str) -> None:
    fought = arena.fight(name)
    assert "REFUSED" in fought.printed, "it was not tried"
    assert "BREACH" not in fought.printed, fought.printed
    assert fought.report.score == 100


def test_honest_work_has_full_marks_afterwards(arena: Arena) -> None:
    arena.assert_honest_work_is_marked()
