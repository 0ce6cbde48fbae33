"""A mark is one of this assignment: what is asked now, by these goldens, hints and code."""

from __future__ import annotations

from pathlib import Path
import shutil

from grader.core.errors import BadInput
from grader.core.submission import Submission
from grader.goldens.signatures import FILE as SIGNATURES
from grader.marking import session as assembly
from grader.marking.session import ReadyAssignment
import pytest

ROOT = Path(__file__).parents[2]
SUBMISSION = Submission("alice", b"x = 1\n")


@pytest.fixture
def assignment(tmp_path: Path) -> Path:
    """A copy of the project's own, with its network as a file of its own."""
    for name in ("data", "expected_outputs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "data" / "assignment.toml"
    path.write_text(path.read_text().replace('network = "demo"', 'network = "demo_network.toml"'))
    return path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def key(assignment: Path) -> str:
    return ReadyAssignment.open(assignment).key(SUBMISSION)


def without_the_last_case(path: Path) -> None:
    path.write_text(path.read_text().rpartition("[[case]]")[0])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('class = "top1"', 'class = "top2"', "cat_coffee-top1"),
        ('class = "top1"', "class = 5", "cat_coffee-top1"),
        ('layer = "block3_conv3"', 'layer = "block3_conv2"', "astronaut_photographer-top3"),
        ('scene = "cat_shuttle"', 'scene = "cat_coffee"', "cat_shuttle-top2"),
        ('blanks = ["TODO3", "TODO4"]', 'blanks = ["TODO4"]', "astronaut_photographer-top3"),
        ('name = "cat_coffee-top1"', 'name = "another"', "another"),
        ("TODO4 = 25", "TODO4 = 25\nTODO9 = 5", "TODO9"),
    ],
)
def test_another_question_than_the_goldens_answer_is_refused(
    assignment: Path, old: str, new: str, words: str
) -> None:
    change(assignment, old, new)
    with pytest.raises(BadInput, match=words):
        ReadyAssignment.open(assignment)


def test_a_case_that_is_gone_is_refused_by_name(assignment: Path) -> None:
    without_the_last_case(assignment)
    with pytest.raises(BadInput, match="horse_photographer-top3"):
        ReadyAssignment.open(assignment)


@pytest.mark.parametrize(
    ("old", "new", "thing"),
    [
        ('preprocessing = "caffe"', 'preprocessing = "none"', "preprocessing"),
        ("input_size = [112, 112]", "input_size = [112, 128]", "input size"),
    ],
)
def test_another_way_to_feed_the_network_is_refused(
    assignment: Path, old: str, new: str, thing: str
) -> None:
    change(assignment.with_name("demo_network.toml"), old, new)
    with pytest.raises(BadInput, match=f"another version of: .*{thing}"):
        ReadyAssignment.open(assignment)


def test_other_names_of_the_classes_are_refused(assignment: Path) -> None:
    names = assignment.with_name("classes.txt")
    names.write_text("\n".join(reversed(names.read_text().splitlines())) + "\n")
    with pytest.raises(BadInput, match="class names"):
        ReadyAssignment.open(assignment)


def test_another_picture_of_the_same_name_is_refused(assignment: Path) -> None:
    scenes = assignment.with_name("scenes")
    shutil.copy(scenes / "cat_shuttle.png", scenes / "cat_coffee.png")
    with pytest.raises(BadInput, match="cat_coffee-top1"):
        ReadyAssignment.open(assignment)


def test_a_case_may_become_public_and_all_is_marked_anew(assignment: Path) -> None:
    before = key(assignment)
    change(assignment, 'visibility = "hidden"', 'visibility = "public"')
    assert key(assignment) != before


@pytest.mark.parametrize(
    ("old", "new"), [("TODO4 = 25", "TODO4 = 30"), ("seconds = 20", "seconds = 25")]
)
def test_after_a_change_of_points_or_limits_all_is_marked_anew(
    assignment: Path, old: str, new: str
) -> None:
    before = key(assignment)
    change(assignment, old, new)
    assert key(assignment) != before


def test_with_other_hints_all_is_marked_anew(assignment: Path) -> None:
    before = key(assignment)
    (assignment.parents[1] / "expected_outputs" / SIGNATURES).unlink()
    assert key(assignment) != before


def test_with_other_code_all_is_marked_anew(
    assignment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = key(assignment)
    assert key(assignment) == before
    monkeypatch.setattr(assembly, "of_the_code", lambda: "another")
    assert key(assignment) != before


def test_the_code_that_marks_is_told_from_the_code_that_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader.core import fingerprints

    package = tmp_path / "grader"
    (package / "results").mkdir(parents=True)
    (package / "marking.py").write_text("1")
    (package / "results" / "page.py").write_text("1")
    monkeypatch.setattr(fingerprints, "PACKAGE", package)
    before = fingerprints.of_the_code.__wrapped__()
    (package / "results" / "page.py").write_text("2")
    assert fingerprints.of_the_code.__wrapped__() == before
    (package / "marking.py").write_text("2")
    assert fingerprints.of_the_code.__wrapped__() != before
