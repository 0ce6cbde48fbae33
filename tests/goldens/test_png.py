"""16-bit pictures survive their files, and damaged files are a sentence."""

from __future__ import annotations

from pathlib import Path

import cv2
from grader.core.errors import BadInput
from grader.goldens.png import fingerprint, read_picture, write_picture
import numpy as np
import pytest


@pytest.mark.parametrize("shape", [(12, 15), (12, 15, 3)])
def test_every_level_survives(tmp_path: Path, shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(0).integers(0, 65536, shape).astype(np.uint16)
    write_picture(tmp_path / "new" / "a.png", picture)
    np.testing.assert_array_equal(read_picture(tmp_path / "new" / "a.png"), picture)


def test_colours_are_red_green_blue_for_other_readers(tmp_path: Path) -> None:
    picture = np.zeros((4, 4, 3), np.uint16)
    picture[..., 0] = 65535
    write_picture(tmp_path / "red.png", picture)
    blue_first = cv2.imread(str(tmp_path / "red.png"), cv2.IMREAD_UNCHANGED)
    assert blue_first[0, 0].tolist() == [0, 0, 65535]


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_a_damaged_file_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "golden.png"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"golden\.png is damaged"):
        read_picture(path)


def test_a_picture_of_8_bits_is_no_golden(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "eight.png"), np.zeros((4, 4), np.uint8))
    with pytest.raises(BadInput, match="16 bits"):
        read_picture(tmp_path / "eight.png")


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_picture(tmp_path / "none.png")


def test_the_fingerprint_knows_shape_and_content() -> None:
    flat = np.zeros((4, 6), np.uint16)
    assert fingerprint(flat) != fingerprint(flat.reshape(6, 4))
    assert fingerprint(flat) != fingerprint(flat + np.uint16(1))
    assert fingerprint(flat) == fingerprint(flat.copy(order="F"))
