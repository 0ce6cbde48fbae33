"""Where the objects of the scenes are: `python -m cam_family.outline_objects [--out PATH]`.

The scenes are arranged from cut-outs, so nobody has to draw boxes: a scene is made twice, with an
object all black and all white, and the object is where the two differ. Those that were in the
background photograph from the first have no box.
"""

from __future__ import annotations

import argparse
from dataclasses import fields, replace
from pathlib import Path

from cam_family.objects import OBJECTS
from cam_family.worth import true_box
from grader.core.files import write_whole
import numpy as np
from numpy.typing import NDArray

from training.arrange import finished
from training.make_scenes import SCENES, Things, all_things
from training.photographs import Cutout


def main() -> None:
    """Write the boxes of all scenes as TOML."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=OBJECTS)
    things = all_things()
    lines = ["# Made by python -m cam_family.outline_objects: x0, y0, x1, y1 in pixels, half-open."]
    for scene in SCENES:
        boxes = boxes_of(scene, things)
        lines += ["", f"[{scene}]", *(f"{name} = {list(box)}" for name, box in boxes.items())]
    write_whole(parser.parse_args().out, "\n".join(lines) + "\n")


def boxes_of(scene: str, things: Things) -> dict[str, tuple[int, int, int, int]]:
    """The box of each object that was laid on a scene's background, by its class."""
    found = {}
    for name in (field.name for field in fields(things)):
        black, white = (
            finished(SCENES[scene](painted(things, name, colour))) for colour in (0, 255)
        )
        visible = white.astype(int).sum(axis=-1) - black.astype(int).sum(axis=-1) > 3 * 127
        if visible.any():
            found["coin" if name == "coins" else name] = true_box(visible)
    return found


def painted(things: Things, name: str, colour: int) -> Things:
    """The cut-outs with one of them, or all coins, in one grey."""
    chosen = getattr(things, name)
    if isinstance(chosen, Cutout):
        return replace(things, **{name: _painted(chosen, colour)})  # type: ignore[arg-type]
    return replace(things, coins=tuple(_painted(coin, colour) for coin in chosen))


def _painted(cutout: Cutout, colour: int) -> Cutout:
    image: NDArray[np.uint8] = np.full_like(cutout.image, colour)
    return replace(cutout, image=image)


if __name__ == "__main__":
    main()
