"""A mistake is named by its pictures, and only where they really are the same."""

from __future__ import annotations

from pathlib import Path

from grader.core.errors import BadInput
from grader.goldens.signatures import FILE, PIXELS, Signatures, make_signatures, sample
import numpy as np
import pytest

AT, OTHER = ("one", "map"), ("two", "map")
RANDOM = np.random.default_rng(0)
FIRST, SECOND, THIRD = (RANDOM.integers(0, 65536, (20, 30)).astype(np.uint16) for _ in range(3))


@pytest.fixture
def signatures() -> Signatures:
    return make_signatures(
        {"first": "Hint one.", "second": "Hint two.", "crashes": "Hint three."},
        {"TODO4": ("first", "second", "crashes")},
        {"first": {AT: FIRST, OTHER: THIRD}, "second": {AT: SECOND, OTHER: THIRD}, "crashes": {}},
        {AT: "TODO4", OTHER: "TODO4"},
    )


def test_the_mistake_that_makes_the_same_pictures_is_named(signatures: Signatures) -> None:
    assert signatures.matching("TODO4", {AT: SECOND, OTHER: THIRD}, 60, 0.01) == ("second",)
    assert signatures.matching("TODO4", {OTHER: THIRD}, 60, 0.01) == ("first", "second")


def test_one_picture_that_is_another_is_enough_to_name_nothing(signatures: Signatures) -> None:
    assert signatures.matching("TODO4", {AT: SECOND, OTHER: FIRST}, 60, 0.01) == ()
    assert signatures.matching("TODO1", {AT: SECOND}, 60, 0.01) == ()
    assert signatures.matching("TODO4", {("none", "map"): SECOND}, 60, 0.01) == ()


def test_a_mistake_without_a_picture_is_not_taken_for_a_black_one(signatures: Signatures) -> None:
    assert signatures.matching("TODO4", {AT: np.zeros_like(FIRST)}, 60, 0.01) == ()


def test_noise_within_the_tolerance_changes_no_name(signatures: Signatures) -> None:
    near = np.clip(SECOND.astype(int) + RANDOM.integers(-50, 50, SECOND.shape), 0, 65535)
    assert signatures.matching("TODO4", {AT: near.astype(np.uint16)}, 60, 0.01) == ("second",)


def test_they_survive_their_file(signatures: Signatures, tmp_path: Path) -> None:
    signatures.write(tmp_path)
    again = Signatures.read(tmp_path)
    assert again.hints == signatures.hints and again.blanks == signatures.blanks
    assert again.matching("TODO4", {AT: FIRST}, 60, 0.01) == ("first",)


def test_a_damaged_file_is_a_sentence_and_a_missing_one_names_nothing(tmp_path: Path) -> None:
    assert Signatures.read(tmp_path).matching("TODO4", {AT: FIRST}, 60, 0.01) == ()
    (tmp_path / FILE).write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(BadInput, match="damaged"):
        Signatures.read(tmp_path)


def test_samples_are_taken_at_the_same_places_of_grey_and_colour() -> None:
    colour = np.repeat(FIRST[..., None], 3, axis=-1)
    assert sample(FIRST).shape == (PIXELS, 1) and sample(colour).shape == (PIXELS, 3)
    np.testing.assert_array_equal(sample(colour)[:, :1], sample(FIRST))
