"""Making the goldens: the reference is run like a submission, and its pictures are kept.

A golden is made by the reference alone, in a server of its own that no student code ever enters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
import platform

from grader.answer import Failure, decode_answer
from grader.assignment import Assignment
from grader.compare import FULL_RANGE, compare
from grader.errors import BadInput
from grader.exercise import Ask
from grader.goldens import (
    MANIFEST,
    REFERENCE,
    GoldenCase,
    GoldenCheck,
    Goldens,
    Manifest,
    picture_path,
    sha256_of_file,
)
from grader.gradcam.blanks import BLANKS
from grader.gradcam.network_spec import NetworkSpec
from grader.gradcam.pictures import render
from grader.gradcam.resolve import resolve
from grader.gradcam.subject import network_of, setup_of
from grader.jail.bounds import Bounds
from grader.jail.worker import Lane, ServerTree, Worker
from grader.png import fingerprint, write_picture
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint16]
Pictures = Mapping[tuple[str, str], Picture]
LaneBounds = Mapping[Lane, Bounds]


@dataclass(frozen=True)
class Drift:
    """How a golden differs from what the reference makes here."""

    case: str
    picture: str
    ssim: float
    beyond: float
    passed: bool


def make_pictures(
    worker: Worker, source: bytes, network: NetworkSpec, cases: Mapping[str, GoldenCase]
) -> Pictures:
    """Every picture of every case that a trusted solution makes.

    Raises BadInput when the solution does not answer everything.
    """
    pictures = {}
    for blank in BLANKS:
        asks = tuple(
            Ask(name, array, case.arrays[array])
            for name, case in cases.items()
            for array in blank.arrays
        )
        ended = worker.run(source, asks)
        silent = Failure("crashed", ended.how, f"the process {ended.how} with {ended.status}")
        answer = decode_answer(ended.answer, asks, silent)
        for (case, array), failure in answer.failures.items():
            raise BadInput(f"The reference gives no {array} for case {case}: {failure.message}.")
        for case in cases:
            arrays = {array: answer.arrays[case, array] for array in blank.arrays}
            for name in blank.pictures:
                picture = render(name, arrays, network.input_size, network.is_bgr)
                assert picture is not None
                pictures[case, name] = picture
    return pictures


def build(assignment: Assignment, lane_bounds: LaneBounds) -> Goldens:
    """The goldens that the reference makes here, with limits that are calibrated.

    Raises BadInput when the reference, a scene or the network is not as it should be.
    """
    network = network_of(assignment)
    cases = resolve(assignment, network)
    tree = ServerTree(setup_of(assignment, network, cases), lane_bounds, 1)
    try:
        worker = tree.workers[0]["warm" if "warm" in tree.workers[0] else "plain"]
        pictures = make_pictures(worker, REFERENCE.read_bytes(), network, cases)
    finally:
        tree.close()
    manifest = Manifest(
        versions=versions(),
        network=network.name,
        network_sha256=sha256_of_file(network.path) if network.path else "",
        reference_sha256=sha256_of_file(REFERENCE),
        scenes={
            case.scene: sha256_of_file(assignment.scenes / f"{case.scene}.png")
            for case in assignment.cases
        },
        cases=dict(cases),
        checks=tuple(
            GoldenCheck(
                case=case,
                picture=name,
                pixels=fingerprint(picture),
                ssim=0.995,
                levels=FULL_RANGE // 500,
                share=0.01,
            )
            for (case, name), picture in pictures.items()
        ),
    )
    return Goldens(manifest, pictures, "")


def write(goldens: Goldens, folder: Path) -> None:
    """Write the pictures, and last the manifest, which makes them valid. Raises BadInput."""
    for (case, name), picture in goldens.pictures.items():
        write_picture(picture_path(folder, case, name), picture)
    try:
        (folder / MANIFEST).write_text(goldens.manifest.model_dump_json(indent=1) + "\n", "utf-8")
    except OSError as error:
        raise BadInput(f"{folder / MANIFEST} cannot be written: {error.strerror}.") from error


def compare_goldens(committed: Goldens, made: Goldens) -> list[Drift]:
    """How each committed golden differs from the one made here, the farthest first."""
    drifts = []
    for check in committed.manifest.checks:
        golden = committed.pictures[check.case, check.picture]
        picture = made.pictures.get((check.case, check.picture))
        if picture is None or picture.shape != golden.shape:
            drifts.append(Drift(check.case, check.picture, 0.0, 1.0, False))
            continue
        result = compare(picture, golden, check.tolerance)
        drifts.append(Drift(check.case, check.picture, result.ssim, result.beyond, result.passed))
    return sorted(drifts, key=lambda drift: (drift.passed, drift.ssim))


def versions() -> dict[str, str]:
    """What the goldens depend on, beside the hashes."""
    packages = ("tensorflow", "keras", "numpy")
    return {"python": platform.python_version(), **{name: version(name) for name in packages}}
