"""What must not be in the kit: solutions, near solutions, and all that is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
import hashlib
import re
from typing import Any

from grader import ROOT
from grader.core.assignment import Assignment
from grader.core.toml import read_toml
from grader.goldens.catalogue import MISTAKES, RIGHT_ANSWERS
from grader.goldens.png import fingerprint
from grader.goldens.signatures import Signatures
from grader.goldens.store import REFERENCE, read_manifest
from grader.handout.kit.canon import bodies, canonical, lines, statements
from grader.handout.template import make_template
from grader.networks.scenes import load_scene
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Secrets:
    """Each secret with what it is, for the sentence that says that it was found.

    `code` are canonical lines, `bodies` those of functions with their names replaced, `names` whole
    words, `pictures` the fingerprints of decoded pictures, `arrays` those of the mistakes' samples.
    """

    code: Mapping[str, str]
    bodies: Mapping[str, str]
    names: Mapping[str, str]
    pictures: Mapping[str, str]
    arrays: Mapping[str, str]

    @classmethod
    def of(cls, assignment: Assignment) -> Secrets:
        """All secrets of an assignment and of this project. Raises BadInput."""
        given = make_template(REFERENCE.read_text("utf-8"))
        sources = dict(_sources())
        common = canonical(given) + "\n".join(statements(given))
        return cls(
            code={
                line: origin
                for origin, source in sources.items()
                for line in (*statements(source), *lines(source))
                if line not in common
            }
            | dict(_seeds()),
            bodies={
                body: origin
                for origin, source in sources.items()
                for body in bodies(source)
                if body not in set(bodies(given))
            },
            names=dict(_names(assignment)),
            pictures=dict(_pictures(assignment)),
            arrays=dict(_arrays(assignment)),
        )


def fingerprint_of_array(array: NDArray[Any]) -> str:
    """SHA-256 of an array's shape and bytes."""
    return hashlib.sha256(repr(array.shape).encode() + array.tobytes()).hexdigest()


def whole_word(name: str) -> re.Pattern[str]:
    """Finds a name where it is not a part of a longer one."""
    return re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-])")


def hidden_scenes(assignment: Assignment) -> set[str]:
    """The scenes that no public case shows."""
    shown = {case.scene for case in assignment.cases if case.visibility == "public"}
    return {case.scene for case in assignment.cases} - shown


def _sources() -> Iterator[tuple[str, str]]:
    """Each solution and near solution: where it is from, and its source."""
    yield REFERENCE.name, REFERENCE.read_text("utf-8")
    for path in (*RIGHT_ANSWERS, *MISTAKES):
        for name, table in read_toml(path).items():
            if isinstance(table, dict):
                yield f"{path.name}, {name}", str(table.get("code", ""))


def _seeds() -> Iterator[tuple[str, str]]:
    """What the scenes and the network were made with."""
    for path in sorted((ROOT / "training").glob("*.py")):
        for line in lines(path.read_text("utf-8")):
            if "seed" in line.lower():
                yield line, f"the training's {path.name}"


def _names(assignment: Assignment) -> Iterator[tuple[str, str]]:
    for case in assignment.cases:
        if case.visibility == "hidden":
            yield case.name, "the name of a hidden case"
    for scene in hidden_scenes(assignment):
        # A plain word may be a class's name, too; then only a path gives the scene away.
        is_word = scene.isalpha()
        yield (f"scenes/{scene}.png" if is_word else scene), "the name of a hidden case's scene"


def _pictures(assignment: Assignment) -> Iterator[tuple[str, str]]:
    manifest = read_manifest(assignment.goldens)
    public = {case.name for case in assignment.cases if case.visibility == "public"}
    shown = {check.pixels for check in manifest.checks if check.case in public}
    for check in manifest.checks:
        # Pictures that do not depend on the class are the same in a public case of the scene.
        if check.case not in public and check.pixels not in shown:
            yield check.pixels, "the golden of a hidden case"
    for scene in hidden_scenes(assignment):
        pixels = load_scene(scene, folder=assignment.scenes)
        yield fingerprint(np.asarray(pixels, np.uint8)), "the scene of a hidden case"


def _arrays(assignment: Assignment) -> Iterator[tuple[str, str]]:
    public = {case.name for case in assignment.cases if case.visibility == "public"}
    samples = Signatures.read(assignment.goldens).samples
    shown = {fingerprint_of_array(array) for (case, _), array in samples.items() if case in public}
    for (case, _), array in samples.items():
        if case not in public and fingerprint_of_array(array) not in shown:
            yield fingerprint_of_array(array), "samples of a hidden case"
