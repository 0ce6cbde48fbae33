"""Makes an assignment that is marked in moments: a network of a few random weights, with goldens.

    python small_assignment.py FOLDER

The attacks are about the jail and not about networks; so that neither the demo network's training
nor a busy machine decides how long they take. Its goldens are the reference's own pictures, with
fixed limits: there is no catalogue of mistakes to calibrate them by.
"""

from __future__ import annotations

from pathlib import Path
import sys

from grader.core.assignment import Assignment
from grader.core.files import write_whole
from grader.goldens.png import fingerprint, write_picture
from grader.goldens.store import MANIFEST, GoldenCheck, Manifest, picture_path
from grader.goldens.survey import Platform, ResolvedAssignment
from grader.jail.proof.protections import probe
from grader.marking.session import lanes
import numpy as np

SIDE = 32
ASSIGNMENT = """\
title = "Small"
network = "network.toml"
scenes = "scenes"
goldens = "goldens"

[points]
TODO1 = 20
TODO2 = 20
TODO3 = 25
TODO4 = 25
PIPELINE = 10

[limits]
fast_seconds = 60
seconds = 60
cpu_seconds = 60
memory_mb = 512
scratch_mb = 8

[[case]]
name = "public-top1"
scene = "public"
class = "top1"
layer = "second"
visibility = "public"

[[case]]
name = "hidden-top2"
scene = "hidden"
class = "top2"
layer = "second"
visibility = "hidden"
"""
NETWORK = f"""\
name = "small"
path = "network.keras"
input_size = [{SIDE}, {SIDE}]
preprocessing = "caffe"
layer = "second"
"""


def make_small_assignment(folder: Path) -> None:
    """Write network, scenes, `assignment.toml` and goldens below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "network.toml").write_text(NETWORK)
    (folder / "assignment.toml").write_text(ASSIGNMENT)
    _write_scenes(folder / "scenes")
    # Forks: to be done before TensorFlow is there.
    machine = probe()
    _write_network(folder / "network.keras")
    assignment = Assignment.read(folder / "assignment.toml")
    bounds = lanes(assignment, assignment.open(), machine if machine.confines else None)
    resolved = ResolvedAssignment.open(assignment, bounds)
    with resolved.start(1, Platform()) as trusted:
        pictures = trusted.reference()
    for (case, name), picture in pictures.items():
        write_picture(picture_path(assignment.goldens, case, name), picture)
    manifest = Manifest(
        subject_sha256=dict(resolved.opened.digest),
        cases=dict(resolved.cases),
        checks=tuple(
            GoldenCheck(
                case=case,
                picture=name,
                pixels=fingerprint(picture),
                ssim=0.99,
                levels=256,
                share=0.001,
            )
            for (case, name), picture in pictures.items()
        ),
    )
    write_whole(assignment.goldens / MANIFEST, manifest.model_dump_json(indent=1))


def _write_scenes(folder: Path) -> None:
    import cv2

    folder.mkdir(exist_ok=True)
    random = np.random.default_rng(1)
    for name in ("public", "hidden"):
        coarse = random.integers(0, 256, (8, 8, 3), np.uint8)
        scene = cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
        cv2.imwrite(str(folder / f"{name}.png"), scene)


def _write_network(path: Path) -> None:
    import grader.networks.quiet_tensorflow  # noqa: F401
    import keras

    keras.utils.set_random_seed(1)
    image = keras.Input((SIDE, SIDE, 3))
    features = image
    for name in ("first", "second", "third"):
        features = keras.layers.Conv2D(8, 3, padding="same", activation="relu", name=name)(features)
    features = keras.layers.GlobalAveragePooling2D()(features)
    features = keras.layers.Dense(8, activation="relu")(features)
    keras.Model(image, keras.layers.Dense(5)(features)).save(path)


if __name__ == "__main__":
    make_small_assignment(Path(sys.argv[1]))
