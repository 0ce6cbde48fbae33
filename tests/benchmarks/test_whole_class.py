"""The class that is timed is what it is said to be."""

from __future__ import annotations

from collections import Counter

from grader.gradcam.subject import SUBJECT

from benchmarks.whole_class import LOOPS, SAMPLES, all_right, class_of

RIGHT = SUBJECT.reference.read_bytes()
LOOPING = (SAMPLES / f"{LOOPS}.py").read_bytes()


def kinds(size: int, *, with_loops: bool) -> Counter[str]:
    samples = {path.read_bytes() for path in SAMPLES.glob("*.py")}
    return Counter(
        "right" if each.source == RIGHT
        else "loops" if each.source == LOOPING
        else "ends" if each.source in samples
        else "mistaken"
        for each in class_of(size, with_loops=with_loops)
    )  # fmt: skip


def test_half_is_right_a_third_mistaken_and_the_rest_does_not_get_so_far() -> None:
    assert kinds(60, with_loops=False) == {"right": 30, "mistaken": 20, "ends": 10}
    assert kinds(60, with_loops=True) == {"right": 30, "mistaken": 20, "ends": 6, "loops": 4}


def test_no_two_mistakes_are_the_same_and_no_two_names() -> None:
    submissions = class_of(60, with_loops=False)
    assert len({each.name for each in submissions}) == len(submissions) == 60
    assert len({each.source for each in submissions} - {RIGHT}) >= 20


def test_as_many_right_ones_are_all_right() -> None:
    assert [each.source for each in all_right(7)] == [RIGHT] * 7
