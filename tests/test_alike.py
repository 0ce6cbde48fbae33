"""Submissions with nearly the same source are grouped; those that are only right alike are not."""

from __future__ import annotations

import random
import time

from grader.alike import groups_alike
from grader.assignment import DEFAULT
from grader.goldens import REFERENCE
from grader.gradcam.mistakes.catalogue import read_right_answers
from grader.submission import Submission
from grader.template import make_template

SOURCE = REFERENCE.read_text("utf-8")
TEMPLATE = make_template(SOURCE).encode()
SAMPLES = DEFAULT.parent / "submissions"


def submission(name: str, source: str) -> Submission:
    return Submission(name, source.encode())


def test_copies_are_grouped_whatever_is_said_beside_the_code() -> None:
    alice = (SAMPLES / "full_marks.py").read_text("utf-8")
    bob = "# my own work\n" + alice.replace("\n    with", "\n    # the tape\n    with")
    carol = "\n".join(line.rstrip() + "  " for line in alice.splitlines())
    dave = SOURCE
    found = groups_alike(
        [
            submission(name, source)
            for name, source in (("alice", alice), ("bob", bob), ("carol", carol), ("dave", dave))
        ],
        [TEMPLATE],
    )
    assert found == [["alice", "bob", "carol"]]


def test_a_changed_name_here_and_there_does_not_hide_a_copy() -> None:
    alice = (SAMPLES / "full_marks.py").read_text("utf-8")
    bob = alice.replace(
        "get_class_saliency(model, image, class_index)", "get_class_saliency(m, i, c)"
    )
    assert bob != alice
    found = groups_alike([submission("alice", alice), submission("bob", bob)], [TEMPLATE])
    assert found == [["alice", "bob"]]


def test_untouched_templates_and_empty_files_are_no_group() -> None:
    untouched = [Submission(name, TEMPLATE) for name in "ab"]
    empty = [Submission(name, b"", "It is empty.") for name in "cd"]
    assert groups_alike([*untouched, *empty], [TEMPLATE]) == []
    assert groups_alike([], [TEMPLATE]) == []


def test_answers_that_are_written_each_in_its_own_way_are_no_group() -> None:
    by_blank: dict[str, list[str]] = {}
    for answer in read_right_answers():
        by_blank.setdefault(answer.blank, []).append(answer.code)
    students = [
        submission(str(number), "\n".join(codes))
        for number, codes in enumerate(zip(*by_blank.values(), strict=False))
    ]
    assert len(students) > 8
    assert groups_alike(students, [TEMPLATE]) == []


def test_hostile_text_takes_no_time() -> None:
    hostile = [b'"""' * 300_000, b"'''\"\"\"" * 150_000, b"#" * 10**6, b"(" * 10**6, bytes(10**6)]
    started = time.monotonic()
    groups_alike([Submission(str(number), text) for number, text in enumerate(hostile)])
    assert time.monotonic() - started < 30


def test_a_thousand_are_grouped() -> None:
    chance = random.Random(1)
    names = [f"name{number}" for number in range(200)]
    sources = [" ".join(chance.choices(names, k=150)) for _ in range(500)]
    students = [submission(f"{number}", sources[number % 500]) for number in range(1000)]
    assert len(groups_alike(students)) == 500
