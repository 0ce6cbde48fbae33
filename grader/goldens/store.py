"""The goldens of an assignment: 16-bit PNGs, one folder per case, and `manifest.json`
beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.blank import At, Blank, Picture, Pixels
from grader.core.case import Case
from grader.core.errors import BadInput
from grader.core.exercise import Ask, Question
from grader.core.fingerprints import of_json
from grader.core.text import Message
from grader.goldens.compare import Tolerance
from grader.goldens.png import fingerprint, read_picture
from pydantic import BaseModel, ConfigDict, ValidationError

MANIFEST = "manifest.json"

AGAIN = Message("Make the goldens again: python -m grader golden, with the same --assignment.")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GoldenCase(_Frozen):
    """A case as it was resolved when the goldens were made.

    `about` is what the subject found (see `subject.Resolved`). `blanks` are those that it marks;
    `arrays` has the shape of every raw array that they need. `asked` is the hash of what was
    declared and asked: goldens are only those of the case that asks the same.
    """

    about: dict[str, Any]
    blanks: tuple[str, ...]
    arrays: dict[str, tuple[int, ...]]
    asked: str


class GoldenCheck(_Frozen):
    """One golden, and its limits: see `compare.Tolerance`."""

    case: str
    picture: str
    pixels: str
    ssim: float
    levels: int
    share: float

    @property
    def tolerance(self) -> Tolerance:
        """The limits of this check."""
        return Tolerance(self.ssim, self.levels, self.share)


class Manifest(_Frozen):
    """What the goldens were made of: hashes of the subject's data and of the cases."""

    subject_sha256: dict[str, str]
    cases: dict[str, GoldenCase]
    checks: tuple[GoldenCheck, ...]

    def check(self, case: str, picture: str) -> GoldenCheck:
        """The check of a picture. Raises KeyError where it is not marked."""
        for check in self.checks:
            if (check.case, check.picture) == (case, picture):
                return check
        raise KeyError((case, picture))


def pictures_of(blanks: Iterable[Blank]) -> Mapping[str, Picture]:
    """The pictures of all blanks, by name."""
    return {name: picture for blank in blanks for name, picture in blank.pictures.items()}


def asks_for(
    wanted: Iterable[At], pictures: Mapping[str, Picture], cases: Mapping[str, GoldenCase]
) -> tuple[Ask, ...]:
    """The raw arrays that these pictures are made of, each once, case by case.

    This alone says what is asked, of a submission as of the reference.
    """
    wanted = list(wanted)
    asks = (
        Ask(name, array, case.arrays[array])
        for name, case in cases.items()
        for at, picture in wanted
        if at == name
        for array in pictures[picture].arrays
    )
    return tuple(dict.fromkeys(asks))


def fingerprint_of_case(case: Case, question: Question) -> str:
    """The hash of all that a case's goldens depend on, beside the subject's own digest."""
    return of_json({"declared": case.declared, "question": question.fingerprint})


@dataclass(frozen=True)
class Goldens:
    """The manifest, and the picture of each check."""

    manifest: Manifest
    pictures: Mapping[At, Pixels]

    def only(self, cases: Collection[str]) -> Goldens:
        """Those of some cases."""
        kept = {name: case for name, case in self.manifest.cases.items() if name in cases}
        checks = tuple(check for check in self.manifest.checks if check.case in cases)
        manifest = self.manifest.model_copy(update={"cases": kept, "checks": checks})
        pictures = {at: picture for at, picture in self.pictures.items() if at[0] in cases}
        return Goldens(manifest, pictures)

    def check(self, case: str, picture: str) -> GoldenCheck:
        """What is known of one of its pictures. Raises KeyError."""
        for check in self.manifest.checks:
            if (check.case, check.picture) == (case, picture):
                return check
        raise KeyError((case, picture))

    @property
    def fingerprint(self) -> str:
        """The hash of the manifest, in which the hashes of all pictures are."""
        return of_json(self.manifest.model_dump(mode="json"))

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
                    Message("{path} is not the golden that the manifest names.", path=path),
                    AGAIN,
                )
            pictures[check.case, check.picture] = picture
        return cls(manifest, pictures)


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
            Message(
                "There are no goldens in {folder}: {strerror}.",
                folder=folder,
                strerror=error.strerror,
            ),
            Message("Make them: python -m grader golden, with the same --assignment."),
        ) from error
    except ValidationError as error:
        raise BadInput(
            Message(
                "{path} is damaged, or was made by another version of the "
                "grader: {error_count} of its fields are not as expected.",
                path=path,
                error_count=error.error_count(),
            ),
            AGAIN,
        ) from error
