"""The catalogue: each mistake shows, and no right answer does, on two small networks.

That the assignment's own cases see every mistake is proved when its goldens are made.
"""

from __future__ import annotations

import ast
import re

from cam_family.subject import SUBJECT
from grader.goldens.catalogue import Mistake, RightAnswer, read_mistakes, read_right_answers
from grader.goldens.compare import share_beyond
from grader.goldens.limits import LEVELS
import pytest

from tests.cam_family.small_networks import Runner, question, small_networks

REFERENCE = SUBJECT.reference.read_text("utf-8")
BLANKS = {blank.id: blank for blank in SUBJECT.blanks}
MISTAKES, RIGHT_ANSWERS = read_mistakes(SUBJECT.catalogue), read_right_answers(SUBJECT.catalogue)
CLEARLY = 0.01


@pytest.fixture(scope="module")
def runner() -> Runner:
    cases = {"one": question(4, 2), "two": question(6, 9)}
    return Runner(small_networks(), cases)


def entry_id(entry: Mistake | RightAnswer) -> str:
    return entry.id


def functions_of(source: str) -> dict[str, str]:
    return {
        statement.name: ast.dump(statement)
        for statement in ast.parse(source).body
        if isinstance(statement, ast.FunctionDef)
    }


def strays(
    runner: Runner, entry: Mistake | RightAnswer
) -> dict[tuple[str, str], tuple[float, object]]:
    """By how large a share of its pixels each picture differs, all of it where there is none."""
    blank = BLANKS[entry.blank]
    goldens, shapes = runner.goldens(REFERENCE.encode(), blank)
    found = {}
    for at, picture in runner.pictures(entry.submission(REFERENCE), blank, shapes).items():
        is_picture = not isinstance(picture, str)
        found[at] = (share_beyond(picture, goldens[at], LEVELS) if is_picture else 1.0), picture
    return found


def test_there_are_many_of_each() -> None:
    assert len(MISTAKES) >= 180
    assert len(RIGHT_ANSWERS) >= 55
    for blank in SUBJECT.blanks:
        if blank.functions:
            assert sum(mistake.blank == blank.id for mistake in MISTAKES) >= 25
            assert sum(answer.blank == blank.id for answer in RIGHT_ANSWERS) >= 6


@pytest.mark.parametrize("mistake", MISTAKES, ids=entry_id)
def test_hint_is_one_or_two_sentences_without_code(mistake: Mistake) -> None:
    assert 40 <= len(mistake.hint) <= 220
    assert 1 <= len(re.findall(r"[.?](?= |$)", mistake.hint)) <= 2
    assert not re.search(r"[{}%\n]|tf\.|keras\.|==|axis ?=|\w\(\w*\)", mistake.hint)
    assert mistake.source


@pytest.mark.parametrize("entry", (*MISTAKES, *RIGHT_ANSWERS), ids=entry_id)
def test_submission_differs_from_the_reference_in_its_blank_alone(
    entry: Mistake | RightAnswer,
) -> None:
    theirs = functions_of(entry.submission(REFERENCE).decode("utf-8-sig").replace("\r\n", "\n"))
    for name, function in functions_of(REFERENCE).items():
        if name not in BLANKS[entry.blank].functions:
            assert theirs[name] == function


@pytest.mark.parametrize("answer", RIGHT_ANSWERS, ids=entry_id)
def test_right_answer_makes_the_pictures_of_the_reference(
    runner: Runner, answer: RightAnswer
) -> None:
    for at, (share, picture) in strays(runner, answer).items():
        assert share == 0, (at, picture)


@pytest.mark.parametrize("mistake", MISTAKES, ids=entry_id)
def test_mistake_shows(runner: Runner, mistake: Mistake) -> None:
    assert max(share for share, _ in strays(runner, mistake).values()) > CLEARLY
