"""Nothing earns a mark but the answer: no trivial picture, no stolen golden, no other picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
import itertools

from grader.core.answer import Answer, Failure, decode_answer
from grader.core.blank import Blank
from grader.core.exercise import Ask
from grader.core.submission import Submission
from grader.core.text import Message
from grader.goldens.catalogue import read_mistakes, submission_with
from grader.gradcam.blanks import BLANKS
from grader.jail.run.job import Job
from grader.marking.grader import Grader
from grader.marking.marker import Marker
from grader.marking.session import ReadyAssignment
import numpy as np
from numpy.typing import NDArray
import pytest

from tests import CATALOGUE, REFERENCE

Arrays = Mapping[tuple[str, str], NDArray[np.float32]]
NO_ANSWER = Failure("crashed", "exited", Message())

MISTAKE_IN = {
    "TODO1": "deconvnet",
    "TODO2": "only_convolutions",
    "TODO3": "saliency_softmax",
    "TODO4": "cam_no_relu",
}


@pytest.fixture(scope="module")
def right(grader: Grader) -> Arrays:
    """Every raw array of every case, as the reference makes it, asked for or not."""
    marker = grader.marker
    shapes = {ask.array: ask.shape for ask in marker.asks(marker.goldens.manifest.checks)}
    asks = tuple(
        Ask(name, array, case.arrays.get(array, shape))
        for name, case in marker.goldens.manifest.cases.items()
        for array, shape in shapes.items()
        # A map has the size of the case's own layer.
        if len(shape) == 3 or array in case.arrays
    )
    # A case at a time: a busy machine needs longer for all than one job may take.
    arrays: dict[tuple[str, str], NDArray[np.float32]] = {}
    for case in marker.goldens.manifest.cases:
        of_case = tuple(ask for ask in asks if ask.case == case)
        job = Job(REFERENCE.read_bytes(), of_case, {case: grader.marker.questions[case]})
        ended = grader.workers["warm"].run(job)
        arrays |= decode_answer(ended.answer, of_case, NO_ANSWER).arrays
    return arrays


def score(marker: Marker, blank: Blank, answer: Callable[[Ask], NDArray[np.float32]]) -> float:
    """What a blank earns when each ask is answered like this."""
    checks = [each for each in marker.goldens.manifest.checks if each.picture in blank.pictures]
    arrays = {(ask.case, ask.array): answer(ask) for ask in marker.asks(checks)}
    whole = Answer(imported=True, arrays=arrays)
    public = marker.mark_public(blank, whole)
    passed = marker.passed(marker.still_open(blank, public.report), whole)
    return marker.with_hidden(blank, public, passed).report.score


def like(ask: Ask, picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """A picture, or a map, as an answer of the shape that is asked for."""
    grey = picture if picture.ndim == 2 else picture.mean(axis=-1)
    sizes = zip(grey.shape, ask.shape[:2], strict=True)
    rows, columns = (np.linspace(0, size - 1, count).astype(int) for size, count in sizes)
    fitted = grey[np.ix_(rows, columns)]
    if len(ask.shape) == 2:
        return fitted.astype(np.float32)
    if picture.shape == ask.shape:
        return picture.astype(np.float32)
    return np.repeat(fitted[..., None], 3, axis=-1).astype(np.float32)


@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: blank.id)
def test_the_reference_has_full_marks(grader: Grader, right: Arrays, blank: Blank) -> None:
    marker = grader.marker
    earned = score(marker, blank, lambda ask: right[ask.case, ask.array])
    assert earned == marker.assignment.points[blank.id]


@pytest.mark.parametrize("value", [0.0, 1.0, -1.0, 1e-30], ids=str)
@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: blank.id)
def test_a_blank_page_earns_nothing(grader: Grader, blank: Blank, value: float) -> None:
    assert score(grader.marker, blank, lambda ask: np.full(ask.shape, value, np.float32)) == 0


@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: blank.id)
def test_noise_earns_nothing(grader: Grader, blank: Blank) -> None:
    noise = np.random.default_rng(0)
    marker = grader.marker
    assert score(marker, blank, lambda ask: noise.normal(size=ask.shape).astype(np.float32)) == 0
    assert score(marker, blank, lambda ask: noise.random(ask.shape).astype(np.float32)) == 0


@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: blank.id)
def test_the_scene_itself_earns_nothing(
    grader: Grader, ready: ReadyAssignment, blank: Blank
) -> None:
    def scene(ask: Ask) -> NDArray[np.float32]:
        picture = ready.marker.questions[ask.case].pictures["scene"]
        return like(ask, picture.astype(np.float32) - 128)

    assert score(grader.marker, blank, scene) == 0


@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: blank.id)
def test_the_right_answer_of_another_case_earns_nothing(
    grader: Grader, right: Arrays, blank: Blank
) -> None:
    def of_another_case(ask: Ask) -> NDArray[np.float32]:
        questions = grader.marker.questions
        of = questions[ask.case].pictures["scene"]
        others = [
            array
            for (case, name), array in right.items()
            if name == ask.array
            and not np.array_equal(questions[case].pictures["scene"], of)
            and array.any()
        ]
        # A map that is zero in every case is the same in all of them.
        return like(ask, others[0]) if others else right[ask.case, ask.array]

    assert score(grader.marker, blank, of_another_case) == 0


@pytest.mark.parametrize(
    ("guided", "instead"),
    [
        ("guided_class", "saliency_class"),  # the plain gradient
        ("guided_channels", "saliency_channels"),
        ("guided_class", "grad_cam"),  # the heat map in place of its product with the gradient
        ("guided_channels", "grad_cam"),
        ("guided_class", "guided_channels"),
        ("guided_channels", "guided_class"),
    ],
)
def test_one_picture_in_place_of_another_loses_its_part(
    grader: Grader, right: Arrays, guided: str, instead: str
) -> None:
    def exchanged(ask: Ask) -> NDArray[np.float32]:
        return like(ask, right[ask.case, instead if ask.array == guided else ask.array])

    assert score(grader.marker, BLANKS[-1], exchanged) == 5


@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: blank.id)
def test_who_knows_the_public_answers_by_heart_earns_nothing(
    grader: Grader, right: Arrays, blank: Blank
) -> None:
    """Wherever the case is not one of those: noise, or what is right in a public case."""
    marker = grader.marker
    noise = np.random.default_rng(1)
    is_public = {case.name: case.visibility == "public" for case in marker.assignment.cases}

    def or_noise(ask: Ask) -> NDArray[np.float32]:
        if is_public[ask.case]:
            return right[ask.case, ask.array]
        return noise.random(ask.shape).astype(np.float32)

    def or_a_public_one(ask: Ask) -> NDArray[np.float32]:
        if is_public[ask.case]:
            return right[ask.case, ask.array]
        known = [a for (case, name), a in right.items() if name == ask.array and is_public[case]]
        return like(ask, known[0])

    assert score(marker, blank, or_noise) == 0
    assert score(marker, blank, or_a_public_one) == 0


@pytest.mark.parametrize("wrong", list(itertools.combinations(MISTAKE_IN, 2)), ids="+".join)
def test_two_wrong_blanks_cost_no_other_its_marks(grader: Grader, wrong: tuple[str, str]) -> None:
    """With one blank wrong alone, the same is tested of every mistake in the catalogue."""
    mistakes = {mistake.id: mistake for mistake in read_mistakes(CATALOGUE)}
    source = REFERENCE.read_text("utf-8")
    for blank in wrong:
        source = submission_with(source, mistakes[MISTAKE_IN[blank]].code)
    report = grader.grade(Submission("two wrong", source.encode())).report
    points = grader.marker.assignment.points
    for each in report.blanks[:-1]:
        full = each.id not in wrong
        assert (each.status == "right") == (each.score == points[each.id]) == full, each


def test_a_positive_factor_costs_nothing(grader: Grader, right: Arrays) -> None:
    for blank in BLANKS[2:]:
        for factor in (1e-6, 3.0, 1e6):
            earned = score(
                grader.marker, blank, lambda ask, f=factor: right[ask.case, ask.array] * f
            )
            assert earned == grader.marker.assignment.points[blank.id], (blank.id, factor)
            lost = score(
                grader.marker, blank, lambda ask, f=factor: right[ask.case, ask.array] * -f
            )
            assert lost == 0, (blank.id, -factor)
