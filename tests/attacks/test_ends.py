"""What ends its process, or uses up the machine, loses its own marks and nothing else."""

from __future__ import annotations

import pytest

from tests.attacks.arena import Arena

BESIDE = {"TODO1": "right", "TODO2": "right", "TODO3": "right"}


@pytest.mark.parametrize("name", ["exits_at_once", "exits_as_if_not_ready"])
def test_ending_at_import_is_a_zero(arena: Arena, name: str) -> None:
    """Neither full marks, for a status of success, nor `not_graded`, for one of the grader's."""
    fought = arena.fight(name)
    assert fought.report.status == "graded" and fought.report.score == 0
    assert set(fought.statuses.values()) == {"crashed"}


def test_ending_python_below_the_functions_costs_nothing_and_is_noted(arena: Arena) -> None:
    """SystemExit ends no loop of the grader's; all functions stand above it, and are right."""
    fought = arena.fight("raises_system_exit")
    assert set(fought.statuses.values()) == {"right"}
    assert "sys.exit(0)" in str(fought.report.notes)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("aborts", "signal 6"),
        ("crashes_the_interpreter", "signal"),
        ("exits_in_a_blank", "status 0"),
        ("interrupts", "KeyboardInterrupt"),
        ("kills_itself", "signal 9"),
        ("recursion_bomb", ""),
    ],
)
def test_ending_in_a_blank_costs_that_blank(arena: Arena, name: str, words: str) -> None:
    fought = arena.fight(name)
    assert fought.statuses == {**BESIDE, "TODO4": "crashed", "PIPELINE": "crashed"}
    assert words in fought.hint("TODO4")
    assert fought.report.score == 65


@pytest.mark.parametrize("name", ["memory_bomb", "memory_bomb_in_c"])
def test_memory_is_bounded(arena: Arena, name: str) -> None:
    fought = arena.fight(name)
    assert fought.statuses == {**BESIDE, "TODO4": "out_of_memory", "PIPELINE": "out_of_memory"}
    assert fought.report.score == 65


@pytest.mark.slow
def test_memory_of_tensors_is_bounded(arena: Arena) -> None:
    """TensorFlow waits ten seconds before it believes that there is no memory."""
    fought = arena.fight("tensor_bomb")
    assert fought.statuses == {**BESIDE, "TODO4": "out_of_memory", "PIPELINE": "out_of_memory"}


@pytest.mark.parametrize("name", ["deep_folders", "disk_bomb", "many_small_files"])
def test_the_scratch_folder_is_bounded(arena: Arena, name: str) -> None:
    """By the kernel, which refuses to write, or by the grader, which ends the process."""
    fought = arena.fight(name)
    assert fought.statuses == {**BESIDE, "TODO4": "crashed", "PIPELINE": "crashed"}
    assert "BREACH" not in fought.hint("TODO4")


def test_no_sweep_can_be_made_to_lose_an_answer(arena: Arena) -> None:
    fought = arena.fight("occupies_names")
    assert fought.report.status == "graded" and fought.report.score == 100


def test_output_is_bounded(arena: Arena) -> None:
    """And costs nothing, where the answer is right."""
    fought = arena.fight("output_flood")
    assert fought.report.score == 100
    limit = 1024 * arena.ready.assignment.limits.printed_kb
    assert len(fought.printed) <= limit * len(fought.scores)
    assert len(fought.report.printed) <= 2000


def test_honest_work_has_full_marks_afterwards(arena: Arena) -> None:
    arena.assert_honest_work_is_marked()
