"""Make the pictures in `data/scenes`: `python -m training.make_scenes`.

The one for VGG16, whose input is larger: `… --out data/scenes_224 --side 224 --only cat_coffee`.

Each is arranged by hand, so that it is worth looking at; nothing is drawn at random.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.arrange import CANVAS_SIZE, OVERSAMPLING, Placed, arrange, finished, fitted, stacked
from training.compose import SCENE_SIZE
from training.photographs import Cutout, cutouts, photograph
from training.train import DATA

Picture = NDArray[np.uint8]
Tint = tuple[float, float, float]

GREEN, BLUE, SAND = (0.62, 0.85, 0.35), (0.7, 0.87, 1.1), (1.1, 1.0, 0.82)
"""Tints, as RGB factors, for photographs that are grey."""

LAWN_STARTS = 83
"""The row of `lawn` on which the grass begins, in pixels of the scene."""


@dataclass(frozen=True)
class Things:
    """One cut-out of each class; `coins` has all of them."""

    cat: Cutout
    coffee: Cutout
    astronaut: Cutout
    shuttle: Cutout
    photographer: Cutout
    horse: Cutout
    coins: tuple[Cutout, ...]


def main() -> None:
    """Write every scene as an 8-bit RGB PNG."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=DATA / "scenes")
    parser.add_argument("--side", type=int, default=SCENE_SIZE, help="Pixels, 448 at most.")
    parser.add_argument("--only", nargs="+", choices=SCENES, default=list(SCENES))
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    things = all_things()
    for name in asked.only:
        scene = finished(SCENES[name](things), asked.side)
        cv2.imwrite(str(asked.out / f"{name}.png"), scene[..., ::-1])


def all_things() -> Things:
    """The cut-outs by name."""
    found = cutouts()
    single = {cutout.class_name: cutout for cutout in found if cutout.class_name != "coin"}
    return Things(coins=tuple(c for c in found if c.class_name == "coin"), **single)


def cat_coffee(things: Things) -> Picture:
    """A cat looks over the edge of a table at a cup of coffee."""
    cat = fitted(photograph("chelsea.png")[:, 81:], rows=363)
    coffee = Placed(things.coffee, 57, 54, 56, shadow=0.5)
    return arrange(stacked(extended(cat), table(), horizon=80), coffee)


def cat_shuttle(things: Things) -> Picture:
    """A cat beside a toy shuttle."""
    cat = photograph("chelsea.png")[:, 151:451]
    return arrange(fitted(cat), Placed(things.shuttle, 79, 20, 88, shadow=0.4))


def astronaut_shuttle(things: Things) -> Picture:
    """The photograph as it is: an astronaut, and behind her a model of a shuttle."""
    return fitted(photograph("astronaut.png"))


def astronaut_coffee_coin(things: Things) -> Picture:
    """An astronaut at a table, on which coffee and a coin lie."""
    behind = arrange(night_sky(), Placed(things.astronaut, 22, 3, 78))
    coffee = Placed(things.coffee, 2, 64, 46, shadow=0.5)
    coin = Placed(things.coins[0], 63, 71, 38, shadow=0.4)
    return arrange(stacked(behind, table(), horizon=72), coffee, coin)


def horse_photographer(things: Things) -> Picture:
    """A man films a horse."""
    horse = Placed(things.horse, 58, 52, 41, flipped=True, shadow=0.5)
    return arrange(lawn(), horse, Placed(things.photographer, -6, 26, 88))


def astronaut_photographer(things: Things) -> Picture:
    """A man films an astronaut, who stands on a lawn in colour."""
    astronaut = Placed(things.astronaut, 46, 43, 69)
    return arrange(coloured_lawn(), astronaut, Placed(things.photographer, -4, 22, 92))


def coffee_coins(things: Things) -> Picture:
    """A cup of coffee is paid for."""
    first = Placed(things.coins[0], 8, 7, 36, shadow=0.4)
    second = Placed(things.coins[2], 4, 50, 36, shadow=0.4)
    return arrange(table(), first, second, Placed(things.coffee, 42, 42, 64, shadow=0.5))


def shuttle_horse(things: Things) -> Picture:
    """A horse beside a shuttle, on gravel under the stars."""
    ground = fitted(photograph("gravel.png"), SAND)
    horse = Placed(things.horse, 8, 60, 44, shadow=0.5)
    shuttle = Placed(things.shuttle, 66, 12, 84, shadow=0.5)
    return arrange(stacked(night_sky(), ground, horizon=76), shuttle, horse)


def horse(things: Things) -> Picture:
    """A horse on a lawn, and nothing else."""
    return arrange(coloured_lawn(), Placed(things.horse, 14, 34, 68, shadow=0.5))


def extended(picture: Picture) -> Picture:
    """A picture too low for the canvas with its last row repeated, to be hidden by what is near."""
    return np.pad(picture, ((0, CANVAS_SIZE - len(picture)), (0, 0), (0, 0)), mode="edge")


def table() -> Picture:
    """A wooden table top: the right side of the coffee photograph, turned to fill the scene."""
    wood = photograph("coffee.png")[:, 485:]
    return fitted(np.rot90(wood)[:, ::-1])


def lawn(tint: Tint = (1, 1, 1)) -> Picture:
    """The lawn in front of which the photographer stands, with the buildings behind it."""
    return fitted(photograph("camera.png")[110:277, 345:512], tint)


def coloured_lawn() -> Picture:
    """The lawn green and all above it blue."""
    return stacked(lawn(BLUE), lawn(GREEN)[LAWN_STARTS * OVERSAMPLING :], LAWN_STARTS)


def night_sky() -> Picture:
    """Galaxies."""
    return fitted(photograph("hubble_deep_field.jpg")[320:660, 400:740])


SCENES: dict[str, Callable[[Things], Picture]] = {
    make.__name__: make
    for make in (
        cat_coffee,
        cat_shuttle,
        astronaut_shuttle,
        astronaut_coffee_coin,
        horse_photographer,
        astronaut_photographer,
        coffee_coins,
        shuttle_horse,
        horse,
    )
}
"""How each scene is made, by the name of its file."""


if __name__ == "__main__":
    main()
