"""Submissions with nearly the same source are grouped; those that are only right alike are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
import random
import time
import tracemalloc

from grader.cli.commands.grade import begun_with
from grader.core.assignment import DEFAULT
from grader.core.submission import Submission
from grader.core.text import Message
from grader.goldens.catalogue import read_right_answers
from grader.gradcam.subject import SUBJECT
from grader.handout.template import make_template
from grader.intake.notebook import python_of
from grader.results.alike import LARGEST, groups_alike
import pytest

from tests import CATALOGUE, REFERENCE

SOURCE = REFERENCE.read_text("utf-8")
TEMPLATE = make_template(SUBJECT).encode()
ROOT = Path(__file__).parents[2]
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
    empty = [Submission(name, b"", Message("It is empty.")) for name in "cd"]
    assert groups_alike([*untouched, *empty], [TEMPLATE]) == []
    assert groups_alike([], [TEMPLATE]) == []


def test_answers_that_are_written_each_in_its_own_way_are_no_group() -> None:
    by_blank: dict[str, list[str]] = {}
    for answer in read_right_answers(CATALOGUE):
        by_blank.setdefault(answer.blank, []).append(answer.code)
    students = [
        submission(str(number), "\n".join(codes))
        for number, codes in enumerate(zip(*by_blank.values(), strict=False))
    ]
    assert len(students) > 8
    assert groups_alike(students, [TEMPLATE]) == []


SIGNS = b"+-*/()[]{}<>=!&|^%~,;:."


@pytest.mark.parametrize("length", [LARGEST, 1_000_000])
def test_hostile_text_takes_little_time_and_memory(length: int) -> None:
    """Eight files of signs took 1.8 GB."""
    chance = random.Random(1)
    patterns = [
        b'"""',
        b"'''\"\"\"",
        b"#",
        b"(",
        b"\0",
        b"a ",
        bytes(chance.choices(SIGNS, k=length)),
    ]
    hostile = [(pattern * (length // len(pattern) + 1))[:length] for pattern in patterns]
    students = [Submission(str(number), text) for number, text in enumerate(hostile)]
    started = time.process_time()
    tracemalloc.start()
    assert groups_alike(students) == []
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - started < 10
    assert most < 50e6


def test_partners_are_no_finding_unless_somebody_else_has_the_same() -> None:
    """A group hands in one work, and is told so by its platform."""
    work = (SAMPLES / "full_marks.py").read_text("utf-8")
    pair = [submission("ann", work), submission("bob", work)]
    others = [submission("cem", SOURCE), submission("dee", work)]
    partners = [("ann", "bob")]
    assert groups_alike(pair, [TEMPLATE], partners) == []
    assert groups_alike([*pair, *others], [TEMPLATE], partners) == [["ann", "bob", "dee"]]


@pytest.mark.parametrize("reference", [REFERENCE, REFERENCE.with_name("not_here.py")])
def test_the_notebooks_own_cells_are_nobodys_work(reference: Path) -> None:
    """Untouched notebooks, and those in which a word was added, of each language; also on a
    platform's machine, which has no reference."""
    for name in ("student_template.ipynb", "student_template_zh.ipynb"):
        untouched = python_of((ROOT / name).read_bytes())
        students = [Submission("ann", untouched), Submission("bob", untouched + b"print(1)")]
        assert groups_alike(students, begun_with(replace(SUBJECT, reference=reference))) == []


def test_what_nearly_everybody_says_is_not_copied_from_a_neighbour() -> None:
    """The course gave it: then it is no finding; and it hides no copy either."""
    chance = random.Random(2)
    given = " ".join(f"given{number}" for number in range(200))
    own = {f"{n}": " ".join(chance.choices("abcdefghij", k=90)) for n in range(30)}
    students = [submission(name, f"{given}\n{text}") for name, text in own.items()]
    assert groups_alike([*students, submission("copy", f"{given}\n{own['7']}")]) == [["7", "copy"]]


@pytest.mark.slow
@pytest.mark.parametrize("words", [8, 250])
def test_ten_thousand_are_searched(words: int) -> None:
    """All have the template and most words of one solution; each has so many words of its own,
    which it shares with one other."""
    chance = random.Random(3)
    solution = [f"word{chance.randrange(200)}" for _ in range(250)]
    students: list[Submission] = []
    for number in range(5_000):
        mine = list(solution)
        for place in chance.sample(range(250), words):
            mine[place] = f"own{chance.randrange(50)}"
        for who in "ab":
            text = f"{TEMPLATE.decode()}\n{' '.join(mine)} {who}"
            students.append(submission(f"{number}{who}", text))
    started = time.process_time()
    tracemalloc.start()
    groups = groups_alike(students, [TEMPLATE])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"{time.process_time() - started:.0f} s, {most / 1e6:.0f} MB, {len(groups)} groups")
    assert {tuple(names) for names in groups} == {(f"{n}a", f"{n}b") for n in range(5_000)}
    assert time.process_time() - started < 200
    assert most < 500e6


def test_a_thousand_are_grouped() -> None:
    chance = random.Random(1)
    names = [f"name{number}" for number in range(200)]
    sources = [" ".join(chance.choices(names, k=150)) for _ in range(500)]
    students = [submission(f"{number}", sources[number % 500]) for number in range(1000)]
    assert len(groups_alike(students)) == 500
