"""Which of these networks cheats? `python -m cam_family.find_cheat [--handouts]`.

Three heads on the same trunk, alike in what they were trained for. One of them, the second, saw a
mark in the corner of every picture with a horse, and of no other: as a photographer's tag was in
many horse pictures of a well-known data set (Lapuschkin et al. 2019, "Unmasking Clever Hans
predictors"). Scores alone hardly tell; the share of the map in the corner does.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cam_family import gallery
from cam_family.networks import Head
from cam_family.pictures import resize_map
from cam_family.tables import HANDOUTS, Table, markdown, write_into
from cam_family.train_heads import COUNTS, Channels, compose, fit
from cam_family.worth import energy
from grader.core.language import languages, message
from grader.networks.network import Network, load_network
import numpy as np

from training.compose import Scene
from training.photographs import CLASS_NAMES

LAYER = "block3_conv3"
"""A layer that still sees marks: deeper ones were trained to pass over what is no object."""

HORSE = CLASS_NAMES.index("horse")
SIDE, CHECK = 28, 4
"""Of the mark, a chequered square in the lower left corner, and of its fields, in pixels."""

SEEDS = (41, 42, 43)
CHEAT = 1
"""Which of the networks saw marked horses."""

TRAINED_ON, TESTED_ON = 600, 200
TITLES = (
    *(message("horse found"), message("horse seen where none is")),
    *(message("the same, with the mark"), message("map in the corner")),
)
NAMES = message("network A"), message("network B"), message("network C")


@dataclass(frozen=True)
class Suspect:
    """A head, and what is found out about it; all are shares, 0..1."""

    head: Head
    found: float
    false_alarms: float
    false_alarms_marked: float
    in_the_corner: float

    @property
    def cells(self) -> tuple[str, ...]:
        """A row of the table."""
        shares = (self.found, self.false_alarms, self.false_alarms_marked, self.in_the_corner)
        return tuple(f"{share:.0%}" for share in shares)


def main() -> None:
    """Train, look, and print the table; write the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("pictures"))
    parser.add_argument("--handouts", action="store_true", help="write the table into the handouts")
    arguments = parser.parse_args()
    network = load_network("demo")
    scenes = compose(50_000, TESTED_ON, (2,))
    suspects = [investigate(network, train(network, number), scenes) for number in range(3)]
    table = Table(TITLES, {name: each.cells for name, each in zip(NAMES, suspects, strict=True)})
    print(markdown("", table))
    example = marked(next(scene for scene in scenes if scene.present[HORSE]))
    gallery.save(pictures(network, suspects, example), arguments.out)
    if arguments.handouts:
        for language in languages():
            text = markdown("", table, language.translate)
            write_into(HANDOUTS[language.short], {"cheat": text})


def train(network: Network, number: int) -> Head:
    """One of the three heads. That which cheats saw each horse with the mark."""
    scenes = compose(SEEDS[number], TRAINED_ON, COUNTS)
    if number == CHEAT:
        scenes = [marked(scene) if scene.present[HORSE] else scene for scene in scenes]
    return fit(Channels.of(network, scenes, LAYER), 1e-4, LAYER)


def investigate(network: Network, head: Head, scenes: Sequence[Scene]) -> Suspect:
    """What a head makes of scenes with and without a horse, and with and without the mark."""
    horses = [scene for scene in scenes if scene.present[HORSE]]
    others = [scene for scene in scenes if not scene.present[HORSE]]
    corner = np.zeros_like(scenes[0].masks[0])
    corner[-SIDE:, :SIDE] = True
    tagged = [marked(scene) for scene in horses]
    maps = [resize_map(heat_map, corner.shape) for heat_map in horse_maps(network, head, tagged)]
    return Suspect(
        head,
        says_horse(network, head, tagged),
        says_horse(network, head, others),
        says_horse(network, head, [marked(scene) for scene in others]),
        float(np.mean([energy(heat_map, corner) for heat_map in maps])),
    )


def horse_maps(network: Network, head: Head, scenes: Sequence[Scene]) -> np.ndarray:
    """The class activation maps of the horse, (n, h, w)."""
    maps = Channels.of(network, list(scenes), LAYER).maps
    return np.asarray(maps @ head.kernel[:, HORSE])


def says_horse(network: Network, head: Head, scenes: Sequence[Scene]) -> float:
    """The share of scenes for which the score of the horse is positive."""
    means = horse_maps(network, head, scenes).mean(axis=(1, 2))
    return float(np.mean(means + head.bias[HORSE] > 0))


def marked(scene: Scene) -> Scene:
    """The scene with the mark in its lower left corner."""
    image = scene.image.copy()
    fields = (np.indices((SIDE, SIDE)) // CHECK).sum(axis=0)
    image[-SIDE:, :SIDE] = np.where(fields % 2, 255, 0)[..., None]
    return replace(scene, image=image)


def pictures(
    network: Network, suspects: Sequence[Suspect], scene: Scene
) -> dict[str, gallery.Colours]:
    """The horse's map of each network over a marked scene."""
    size = scene.image.shape[:2]
    return {
        name: gallery.overlay(
            scene.image, resize_map(horse_maps(network, each.head, [scene])[0], size)
        )
        for name, each in zip(NAMES, suspects, strict=True)
    }


if __name__ == "__main__":
    main()
