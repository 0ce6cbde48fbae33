"""Each sample submission loses exactly its own blank, and the pipeline where that touches it."""

from __future__ import annotations

import io

from grader.cli.terminal import show_report
from grader.core.assignment import DEFAULT
from grader.core.report import Report
from grader.core.submission import Submission
from grader.goldens.catalogue import read_mistakes
from grader.gradcam.subject import SUBJECT
from grader.marking.grader import Grader
import pytest
from rich.console import Console

FOLDER = DEFAULT.parent / "submissions"
RIGHT = {"TODO1": 20, "TODO2": 20, "TODO3": 25, "TODO4": 25, "PIPELINE": 10}

LOST: dict[str, dict[str, tuple[str, float]]] = {
    "full_marks": {},
    "todo1_deconvnet": {"TODO1": ("wrong", 0), "PIPELINE": ("wrong", 0)},
    "todo2_dense_layers_missed": {"TODO2": ("wrong", 0), "PIPELINE": ("wrong", 5)},
    "todo3_mean_of_channels": {"TODO3": ("wrong", 12.5), "PIPELINE": ("wrong", 5)},
    "todo3_softmax": {"TODO3": ("wrong", 12.5), "PIPELINE": ("wrong", 5)},
    "todo4_no_final_relu": {"TODO4": ("wrong", 0)},
    "todo4_channels_not_pooled": {"TODO4": ("wrong", 0), "PIPELINE": ("wrong", 0)},
    "crash": {"TODO4": ("crashed", 0), "PIPELINE": ("crashed", 0)},
    "half_done": {"TODO3": ("blank", 12.5), "PIPELINE": ("blank", 5)},
    "syntax_error": {blank: ("crashed", 0) for blank in RIGHT},
    "untouched_template": {blank: ("blank", 0) for blank in RIGHT},
}


def grade(grader: Grader, name: str) -> Report:
    return grader.grade(Submission.read(FOLDER / f"{name}.py")).report


@pytest.mark.parametrize("name", LOST)
def test_it_loses_exactly_its_own_blanks(grader: Grader, name: str) -> None:
    report = grade(grader, name)
    expected = {blank: ("right", points) for blank, points in RIGHT.items()} | LOST[name]
    assert {blank.id: (blank.status, blank.score) for blank in report.blanks} == expected
    assert report.score == sum(score for _, score in expected.values())
    for blank in report.blanks:
        assert (blank.hint is None) == (blank.status == "right")


def test_there_is_a_test_for_every_sample() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} == {*LOST, "endless_loop"}


def test_an_endless_loop_takes_its_own_time_and_says_so(grader: Grader) -> None:
    report = grade(grader, "endless_loop")
    statuses = {blank.id: blank.status for blank in report.blanks}
    assert statuses == dict.fromkeys(RIGHT, "right") | {
        "TODO2": "timed_out",
        "PIPELINE": "timed_out",
    }
    seconds = grader.marker.assignment.limits.seconds
    hint = report.blanks[1].hint
    assert hint is not None and f"TODO2 ran longer than {seconds:g} s" in hint.text


def test_a_syntax_error_names_its_line(grader: Grader) -> None:
    hint = grade(grader, "syntax_error").blanks[0].hint
    assert (
        hint is not None
        and "SyntaxError" in hint.text
        and "(line 92: `def get_saliency(" in hint.text
    )


def test_a_crash_names_its_line_and_function(grader: Grader) -> None:
    hint = grade(grader, "crash").blanks[3].hint
    assert hint is not None and "ouput" in hint.text and "in grad_cam: `" in hint.text


@pytest.mark.parametrize(
    ("mistake", "blank", "status", "score", "words"),
    [
        ("float32_masks", "TODO1", "crashed", 16, "gg_relu: Only in half precision"),
        ("cam_divided_by_zero", "TODO4", "bad_output", 20, "grad_cam: Only where nothing speaks"),
    ],
)
def test_what_goes_wrong_at_an_extreme_alone_costs_its_part(
    grader: Grader, mistake: str, blank: str, status: str, score: float, words: str
) -> None:
    (entry,) = (each for each in read_mistakes(SUBJECT.catalogue) if each.id == mistake)
    source = entry.submission(SUBJECT.reference.read_text("utf-8"))
    report = grader.grade(Submission(mistake, source)).report
    marks = {each.id: (each.status, each.score) for each in report.blanks}
    assert marks == {id_: ("right", points) for id_, points in RIGHT.items()} | {
        blank: (status, score)
    }
    (hint,) = (each.hint for each in report.blanks if each.hint is not None)
    assert hint.text.startswith(words)


def test_a_syntax_error_is_told_once(grader: Grader) -> None:
    console = Console(file=io.StringIO(), width=200)
    show_report(console, grade(grader, "syntax_error"))
    assert console.file.getvalue().count("SyntaxError") == 1  # type: ignore[attr-defined]
