"""What a platform is given: its own few files of `platforms/`, and the grader with its cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
import io
import tarfile
from types import MappingProxyType

from grader.core.assignment import Assignment
from grader.core.errors import BadInput
from grader.core.report import Report
from grader.handout.kit.contents import ROOT, Files, grading_files, kit_files
from grader.handout.kit.modules import GITHUB_COMMANDS, GRADING_COMMANDS
from grader.results.exports import autolab
from grader.results.exports.context import ExportContext

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


def _autolab(assignment: Assignment) -> Files:
    graders = {
        **grading_files(assignment, GRADING_COMMANDS),
        "not_graded.txt": _not_graded(assignment).encode(),
    }
    return {
        **_of_platform("autolab"),
        "requirements.lock": graders["requirements.lock"],
        "autograde.tar": _tar(graders),
    }


def _not_graded(assignment: Assignment) -> str:
    """What Autolab must read last where the grader cannot even begin, lest it writes zeros."""
    context = ExportContext(
        title=assignment.title, generated_at=datetime.now(timezone.utc), points=assignment.points
    )
    nobody = Report(submission="", status="not_graded", score=None, max_score=assignment.max_score)
    return autolab.write([nobody], context)


def _tar(files: Files) -> bytes:
    """The files, all in the folder `autograder`: the job's own holds what was handed in."""
    with io.BytesIO() as memory:
        with tarfile.open(fileobj=memory, mode="w") as archive:
            for place, data in sorted(files.items()):
                member = tarfile.TarInfo(f"autograder/{place}")
                member.size, member.mode = len(data), 0o644
                archive.addfile(member, io.BytesIO(data))
        return memory.getvalue()


def _classroom50(assignment: Assignment) -> Files:
    return {**kit_files(assignment, GRADING_COMMANDS), **_of_platform("classroom50")}


def _github(assignment: Assignment) -> Files:
    github = PLATFORMS / "github"
    return {
        **kit_files(assignment, GITHUB_COMMANDS),
        ".github/workflows/check.yml": (github / "student.yml").read_bytes(),
        ".gitignore": (github / "gitignore").read_bytes(),
        **_of_platform("pre-commit"),
    }


PACKS: Mapping[str, Pack] = MappingProxyType(
    {
        pack.name: pack
        for pack in (
            Pack("gradescope", "the autograder's zip", _gradescope),
            Pack("docker", "a folder to build an image of", _docker),
            Pack("autolab", "autograde-Makefile and autograde.tar, for the lab's folder", _autolab),
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
