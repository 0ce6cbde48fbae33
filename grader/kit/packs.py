"""What a platform is given: its own few files of `platforms/`, and the grader with its cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from grader.assignment import Assignment
from grader.errors import BadInput
from grader.kit.contents import ROOT, Files, grading_files, kit_files
from grader.kit.modules import GRADING_COMMANDS

PLATFORMS = ROOT / "platforms"


@dataclass(frozen=True)
class Pack:
    """What there is for a platform; `is_public` where anybody could come to read it."""

    name: str
    description: str
    files: Callable[[Assignment], Files]
    is_public: bool = False


def _gradescope(assignment: Assignment) -> Files:
    return {**grading_files(assignment, GRADING_COMMANDS), **_of_platform("gradescope")}


def _docker(assignment: Assignment) -> Files:
    return {**grading_files(assignment, GRADING_COMMANDS), **_of_platform("docker")}


def _prairielearn(assignment: Assignment) -> Files:
    template = "student_template.py"
    files = _of_platform("prairielearn/guided-grad-cam")
    return {**files, f"clientFilesQuestion/{template}": (ROOT / template).read_bytes()}


def _classroom50(assignment: Assignment) -> Files:
    return {**kit_files(assignment, GRADING_COMMANDS), **_of_platform("classroom50")}


def _github(assignment: Assignment) -> Files:
    workflow = (PLATFORMS / "github" / "student.yml").read_bytes()
    kit = kit_files(assignment)
    return {**kit, ".github/workflows/check.yml": workflow, **_of_platform("pre-commit")}


PACKS: Mapping[str, Pack] = MappingProxyType(
    {
        pack.name: pack
        for pack in (
            Pack("gradescope", "the autograder's zip", _gradescope),
            Pack("docker", "a folder to build an image of", _docker),
            Pack("prairielearn", "a question's folder, for that image", _prairielearn, True),
            Pack("classroom50", "the folder autograders/ASSIGNMENT", _classroom50, True),
            Pack("github", "a repository for students to start from", _github, True),
        )
    }
)


def pack_named(name: str) -> Pack:
    """The pack of that name. Raises BadInput."""
    if name not in PACKS:
        raise BadInput(f"There is no pack for {name}.", f"Choose one of {', '.join(PACKS)}.")
    return PACKS[name]


def _of_platform(name: str) -> Files:
    folder = PLATFORMS / name
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
