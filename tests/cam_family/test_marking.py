"""Each sample submission, marked in the jail, loses exactly its own blank, and is told why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cam_family.subject import HERE, SUBJECT
from grader.core.submission import Submission
from grader.core.toml import read_toml
from grader.goldens.catalogue import read_mistakes, submission_with
from grader.jail.proof.protections import Machine
from grader.marking.grader import Grader
from grader.marking.session import GraderPool, ReadyAssignment
import pytest

RIGHT = {"TODO1": 20, "TODO2": 25, "TODO3": 20, "TODO4": 15, "TODO5": 10, "PIPELINE": 10}
LOST: dict[str, tuple[dict[str, float], str]] = {
    "full_marks": ({}, ""),
    "todo1_no_negative_values": ({"TODO1": 0, "PIPELINE": 5}, "cam_relu"),
    "todo2_alpha_normalised_as_in_a_library": (
        {"TODO2": 12.5, "PIPELINE": 0},
        "gcpp_alpha_normalised",
    ),
    "todo2_layer_cam_pooled": ({"TODO2": 12.5, "PIPELINE": 0}, "lcam_pooled"),
    "todo3_patches_pile_up": ({"TODO3": 0, "PIPELINE": 0}, "occ_pile_up"),
    "todo4_masks_nearest": ({"TODO4": 7.5, "PIPELINE": 0}, "masks_nearest"),
    "todo5_rows_first": ({"TODO5": 0, "PIPELINE": 5}, "box_rows_first"),
    "half_done": ({"TODO3": 0, "TODO4": 0, "PIPELINE": 0}, ""),
    "untouched_template": (dict.fromkeys(RIGHT, 0), ""),
}
HELD_OUT: dict[str, dict[str, object]] = {
    name: dict(entry)  # type: ignore[call-overload]
    for name, entry in read_toml(Path(__file__).with_name("held_out.toml")).items()
}


@pytest.fixture(scope="module")
def cam_grader(machine: Machine) -> Iterator[Grader]:
    ready = ReadyAssignment.open(HERE / "assignment.toml")
    with GraderPool(ready, machine, 1) as pool:
        yield pool.graders[0]


@pytest.mark.parametrize("name", LOST)
def test_it_loses_exactly_its_own_blank(cam_grader: Grader, name: str) -> None:
    lost, mistake = LOST[name]
    submission = Submission.read(HERE / "submissions" / f"{name}.py")
    report = cam_grader.grade(submission).report
    assert {blank.id: blank.score for blank in report.blanks} == RIGHT | lost
    hints = [blank.hint for blank in report.blanks if blank.status == "wrong" and blank.hint]
    if mistake:
        texts = {each.id: each.hint for each in read_mistakes(HERE / "mistakes")}
        assert str(hints[0].message).startswith(texts[mistake])


def test_there_is_a_test_for_every_sample() -> None:
    assert {path.stem for path in (HERE / "submissions").glob("*.py")} == set(LOST)


@pytest.mark.parametrize("name", HELD_OUT)
def test_what_the_catalogue_has_never_seen_is_marked_alike(cam_grader: Grader, name: str) -> None:
    entry = HELD_OUT[name]
    blank, right = str(entry["blank"]), bool(entry["right"])
    source = submission_with(SUBJECT.reference.read_text("utf-8"), str(entry["code"])).encode()
    report = cam_grader.grade(Submission(name, source)).report
    lost = {each.id for each in report.blanks if each.score < each.max_score}
    assert lost - {"PIPELINE"} == (set() if right else {blank}), report
    assert not (right and lost)
