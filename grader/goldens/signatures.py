"""Naming a mistake by its picture: a few pixels of every mistake's pictures, kept with the goldens.

A student's wrong picture is compared with the mistakes' own, by the same tolerance that compares a
right one with the golden. Only pixels are kept, never the code that made them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
import io
import json
from pathlib import Path
from typing import Any
import zipfile

from grader.core.blank import At, Pixels
from grader.core.errors import BadInput
from grader.core.files import write_whole
from grader.core.fingerprints import of_file
from grader.core.text import Message
import numpy as np
from numpy.typing import NDArray

FILE = "mistakes.npz"
PIXELS = 160
SEED = 20171022


@dataclass(frozen=True)
class Signatures:
    """The mistakes of each blank, with their hints, and a sample of each of their pictures.

    `samples` has an array (mistakes of the blank, PIXELS, channels) for each check; a mistake that
    gives no picture there has zeros, and its place in `made` is False. `fingerprint` is the hash
    of the file they were read from, if any.
    """

    hints: Mapping[str, str]
    blanks: Mapping[str, tuple[str, ...]]
    samples: Mapping[At, NDArray[np.uint16]]
    made: Mapping[At, NDArray[np.bool_]]
    fingerprint: str = ""

    def matching(
        self, blank: str, pictures: Mapping[At, Pixels], levels: int, share: float
    ) -> tuple[str, ...]:
        """The mistakes of a blank that make all of these pictures, of which there are some."""
        mistakes = self.blanks.get(blank, ())
        if not mistakes:
            return ()
        alike = np.ones(len(mistakes), bool)
        for at, picture in pictures.items():
            if at not in self.samples:
                return ()
            difference = np.abs(self.samples[at].astype(np.int32) - sample(picture))
            beyond = (difference > levels).any(axis=-1).mean(axis=-1)
            alike &= self.made[at] & (beyond <= share)
        return tuple(name for name, same in zip(mistakes, alike, strict=True) if same)

    def only(self, cases: Collection[str]) -> Signatures:
        """The samples of some cases."""
        return replace(
            self,
            samples={at: array for at, array in self.samples.items() if at[0] in cases},
            made={at: array for at, array in self.made.items() if at[0] in cases},
        )

    def write(self, folder: Path) -> None:
        """Write them beside the goldens. Raises BadInput."""
        about = {"hints": dict(self.hints), "blanks": dict(self.blanks)}
        arrays: dict[str, Any] = {"about": np.frombuffer(json.dumps(about).encode(), np.uint8)}
        for (case, picture), samples in self.samples.items():
            arrays[f"{case}/{picture}/samples"] = samples
            arrays[f"{case}/{picture}/made"] = self.made[case, picture]
        with io.BytesIO() as file:
            np.savez_compressed(file, **arrays)
            write_whole(folder / FILE, file.getvalue())

    @classmethod
    def read(cls, folder: Path) -> Signatures:
        """What `write` wrote; none where the file is not there. Raises BadInput."""
        path = folder / FILE
        if not path.exists():
            return cls({}, {}, {}, {})
        try:
            with np.load(path, allow_pickle=False) as arrays:
                about = json.loads(arrays["about"].tobytes())
                names = [tuple(name.split("/")) for name in arrays.files if name != "about"]
                checks = sorted({(case, picture) for case, picture, _ in names})
                return cls(
                    about["hints"],
                    {blank: tuple(ids) for blank, ids in about["blanks"].items()},
                    {at: arrays["/".join((*at, "samples"))] for at in checks},
                    {at: arrays["/".join((*at, "made"))] for at in checks},
                    of_file(path),
                )
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise BadInput(
                Message("{path} is damaged: {error}.", path=path, error=error),
                Message(
                    "Make the goldens again: python -m grader golden, with the same --assignment."
                ),
            ) from error


def make_signatures(
    hints: Mapping[str, str],
    blanks: Mapping[str, Sequence[str]],
    pictures: Mapping[str, Mapping[At, Pixels]],
    checks: Mapping[At, str],
) -> Signatures:
    """Sample the pictures of all mistakes; `checks` gives the blank of each check."""
    samples, made = {}, {}
    for at, blank in checks.items():
        own = [pictures[name].get(at) for name in blanks.get(blank, ())]
        some = next((picture for picture in own if picture is not None), None)
        if some is None:
            continue
        nothing = np.zeros_like(sample(some))
        samples[at] = np.stack([nothing if each is None else sample(each) for each in own])
        made[at] = np.array([each is not None for each in own])
    return Signatures(
        dict(hints), {blank: tuple(names) for blank, names in blanks.items()}, samples, made
    )


def sample(picture: Pixels) -> NDArray[np.uint16]:
    """PIXELS of a picture, (PIXELS, channels), always at the same places."""
    rows = picture.reshape(picture.shape[0] * picture.shape[1], -1)
    places = np.random.default_rng(SEED).integers(0, len(rows), PIXELS)
    return rows[places]
