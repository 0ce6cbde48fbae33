"""The goldens of an assignment: 16-bit PNGs, a folder a case, and `manifest.json` beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
import hashlib
from pathlib import Path

from grader.compare import Tolerance
from grader.errors import BadInput
from grader.exercise import Ask
from grader.png import fingerprint, read_picture
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

MANIFEST = "manifest.json"
REFERENCE = Path(__file__).parents[1] / "reference_solution.py"
"""What makes the goldens; students do not have it."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GoldenCase(_Frozen):
    """A case as it was resolved when the goldens were made.

    `blanks` are those that it marks; `arrays` has the shape of every raw array that they need.
    """

    scene: str
    class_index: int
    class_name: str
    layer: str
    blanks: tuple[str, ...]
    arrays: dict[str, tuple[int, ...]]


class GoldenCheck(_Frozen):
    """One golden, its limits, and how they were found.

    `ssim`, `levels` and `share` are the limits (see `compare.Tolerance`). `worst_right` is the
    largest share of pixels beyond `levels` in any right answer, `best_wrong` the smallest in any
    mistake that this check catches.
    """

    case: str
    picture: str
    pixels: str
    ssim: float
    levels: int
    share: float
    worst_right: float | None = None
    best_wrong: float | None = None

    @property
    def tolerance(self) -> Tolerance:
        """The limits of this check."""
        return Tolerance(self.ssim, self.levels, self.share)


class Manifest(_Frozen):
    """What the goldens were made of: versions, and hashes of network, scenes and reference."""

    versions: dict[str, str]
    network: str
    network_sha256: str
    reference_sha256: str
    scenes: dict[str, str]
    cases: dict[str, GoldenCase]
    checks: tuple[GoldenCheck, ...]

    def check(self, case: str, picture: str) -> GoldenCheck:
        """The check of a picture. Raises KeyError where it is not marked."""
        for check in self.checks:
            if (check.case, check.picture) == (case, picture):
                return check
        raise KeyError((case, picture))

    def asks(
        self, arrays: tuple[str, ...], pictures_need: Mapping[str, tuple[str, ...]]
    ) -> tuple[Ask, ...]:
        """The raw arrays, among `arrays`, that any check needs, case by case."""
        needed = {
            (check.case, array) for check in self.checks for array in pictures_need[check.picture]
        }
        return tuple(
            Ask(name, array, case.arrays[array])
            for name, case in self.cases.items()
            for array in arrays
            if (name, array) in needed
        )


@dataclass(frozen=True)
class Goldens:
    """The manifest, and the picture of each check by (case, picture)."""

    manifest: Manifest
    pictures: Mapping[tuple[str, str], NDArray[np.uint16]]
    key: str

    @classmethod
    def read(cls, folder: Path) -> Goldens:
        """The goldens in a folder.

        Raises BadInput when there are none, and when a picture is not the one in the manifest.
        """
        manifest = read_manifest(folder)
        pictures = {}
        for check in manifest.checks:
            path = picture_path(folder, check.case, check.picture)
            picture = read_picture(path)
            if fingerprint(picture) != check.pixels:
                raise BadInput(
                    f"{path} is not the golden that the manifest names.",
                    "Make the goldens again: python -m grader golden, with the same --assignment.",
                )
            pictures[check.case, check.picture] = picture
        return cls(
            manifest, pictures, hashlib.sha256(manifest.model_dump_json().encode()).hexdigest()
        )


def picture_path(folder: Path, case: str, picture: str) -> Path:
    """Where the golden of a check lies."""
    return folder / case / f"{picture}.png"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder of goldens. Raises BadInput when it is missing or damaged."""
    path = folder / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadInput(
            f"There are no goldens in {folder}: {error.strerror}.",
            "Make them: python -m grader golden, with the same --assignment.",
        ) from error
    except ValidationError as error:
        raise BadInput(
            f"{path} is damaged: {error.error_count()} of its fields are not as expected.",
            "Make the goldens again: python -m grader golden, with the same --assignment.",
        ) from error


def sha256_of_file(path: Path) -> str:
    """SHA-256 of a file. Raises BadInput when it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while part := file.read(1 << 20):  # the weights of a network may be large
                digest.update(part)
        return digest.hexdigest()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
