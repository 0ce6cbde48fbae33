"""A photograph of one's own, of any size, is cropped and scaled to look at, and that is said."""

from __future__ import annotations

from pathlib import Path

import cv2
from grader.core.errors import BadInput
from grader.networks.scenes import load_scene, view_scene
import numpy as np
import pytest

SIZE = (112, 112)


def photograph(folder: Path, height: int, width: int, name: str = "my.jpg") -> str:
    """A picture that is red in its middle half, along its longer side, and blue beside it."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[...] = (255, 0, 0)
    if width >= height:
        picture[:, width // 4 : -(width // 4) or None] = (0, 0, 255)
    else:
        picture[height // 4 : -(height // 4) or None] = (0, 0, 255)
    path = folder / name
    path.write_bytes(cv2.imencode(path.suffix, picture)[1].tobytes())
    return str(path)


@pytest.mark.parametrize(("height", "width"), [(300, 600), (600, 300), (40, 80), (3024, 4032)])
def test_the_middle_is_scaled_and_that_is_said(tmp_path: Path, height: int, width: int) -> None:
    viewed = view_scene(photograph(tmp_path, height, width), SIZE)
    assert viewed.pixels.shape == (112, 112, 3)
    side = min(height, width)
    assert str(viewed.note) == (
        f"my.jpg has {width} x {height} pixels: "
        f"its middle, {side} x {side}, is scaled to 112 x 112."
    )
    if max(height, width) == 2 * side:
        assert viewed.pixels[8:-8, 8:-8, 0].mean() > 230


@pytest.mark.parametrize(("height", "width"), [(1, 500), (500, 1), (1, 1)])
def test_a_thin_picture_is_looked_at_all_the_same(tmp_path: Path, height: int, width: int) -> None:
    assert view_scene(photograph(tmp_path, height, width, "thin.png"), SIZE).pixels.shape[0] == 112


def test_a_network_s_own_proportions_are_kept(tmp_path: Path) -> None:
    viewed = view_scene(photograph(tmp_path, 300, 600), (60, 90))
    assert viewed.pixels.shape == (60, 90, 3)
    assert "450 x 300" in str(viewed.note)


def test_a_scene_of_the_right_size_is_left_as_it_is() -> None:
    viewed = view_scene("cat_coffee", SIZE)
    assert viewed.note is None
    assert np.array_equal(viewed.pixels, load_scene("cat_coffee", SIZE))


def test_a_path_may_be_in_any_script(tmp_path: Path) -> None:
    assert "我的猫.jpg has" in str(
        view_scene(photograph(tmp_path, 50, 90, "我的猫.jpg"), SIZE).note
    )


def test_a_photograph_is_turned_as_the_camera_says(tmp_path: Path) -> None:
    from PIL import Image

    picture = Image.new("RGB", (112, 112), "blue")
    picture.paste("red", (0, 0, 112, 56))
    turned = Image.Exif()
    turned[0x0112] = 3  # upside down
    picture.save(tmp_path / "my.jpg", exif=turned, quality=95)
    seen = view_scene(str(tmp_path / "my.jpg"), SIZE).pixels
    assert seen[-20:, :, 0].mean() > 200 and seen[:20, :, 0].mean() < 50


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_what_is_no_picture_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "my.heic").write_bytes(content)
    with pytest.raises(BadInput, match="cannot be read as a picture"):
        view_scene(str(tmp_path / "my.heic"), SIZE)
